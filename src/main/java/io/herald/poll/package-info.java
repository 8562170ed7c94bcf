/** The long-poll transport, for clients that support neither SSE nor WebSocket. */
@NullMarked
package io.herald.poll;

import org.jspecify.annotations.NullMarked;
