/** The long-poll transport: for clients that can neither stream nor speak WebSocket. */
@NullMarked
package io.herald.poll;

import org.jspecify.annotations.NullMarked;
