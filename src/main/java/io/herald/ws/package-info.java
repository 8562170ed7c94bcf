/**
 * The WebSocket transport. Quarkus WebSockets Next performs the upgrade. Frames are read and written by handlers in the
 * connection's Netty pipeline, which gives access to back-pressure, protocol errors and close codes.
 */
@NullMarked
package io.herald.ws;

import org.jspecify.annotations.NullMarked;
