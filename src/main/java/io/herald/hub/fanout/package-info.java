/** Delivers each batch of the tail to the subscribers of an event loop, without occupying the loop for long. */
@NullMarked
package io.herald.hub.fanout;

import org.jspecify.annotations.NullMarked;
