/** Delivers each batch of the tail to the subscribers of an event loop, a few sockets at a time. */
@NullMarked
package io.herald.hub.fanout;

import org.jspecify.annotations.NullMarked;
