/** The commands that clients send over WebSocket: reading and validation, dispatch, and a handler for each group of commands. */
@NullMarked
package io.herald.ws.command;

import org.jspecify.annotations.NullMarked;
