/** The subscribers of one event loop: the channels that each follows, its position, its state, and its lifecycle. */
@NullMarked
package io.herald.hub.subscriber;

import org.jspecify.annotations.NullMarked;
