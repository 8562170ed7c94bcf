/** Tickets: single-use credentials for the URL of a stream or a WebSocket. */
@NullMarked
package io.herald.access.ticket;

import org.jspecify.annotations.NullMarked;
