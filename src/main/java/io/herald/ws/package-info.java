/**
 * The WebSocket transport. Quarkus WebSockets Next makes the upgrade; the frames are read and written in the connection's
 * own pipeline, where back-pressure, protocol errors and close codes can be had.
 */
@NullMarked
package io.herald.ws;

import org.jspecify.annotations.NullMarked;
