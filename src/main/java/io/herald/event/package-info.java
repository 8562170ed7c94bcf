/** What travels: events, their ids and channels, cursors, and the envelope every transport delivers. JDK only. */
@NullMarked
package io.herald.event;

import org.jspecify.annotations.NullMarked;
