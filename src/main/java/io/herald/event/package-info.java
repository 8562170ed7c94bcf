/** Events, their ids and channels, cursors, and the envelope that every transport delivers. Depends on the JDK only. */
@NullMarked
package io.herald.event;

import org.jspecify.annotations.NullMarked;
