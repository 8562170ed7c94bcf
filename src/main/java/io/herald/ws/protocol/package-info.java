/** The WebSocket protocol (RFC 6455, RFC 7692) on the Netty pipeline: handshake, frames, compression, and the closing handshake. */
@NullMarked
package io.herald.ws.protocol;

import org.jspecify.annotations.NullMarked;
