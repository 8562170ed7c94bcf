package io.herald.ws;

import io.herald.ws.command.ClientConnection;
import io.herald.ws.protocol.SocketCloseStatus;
import io.herald.ws.protocol.Subprotocol;

/** The socket whose commands a {@link CommandQueue} executes. */
interface CommandSocket extends ClientConnection {

    Subprotocol subprotocol();

    /** Stops or resumes reading from the client. */
    void pause(boolean pause);

    /** Sends a message, which the subprotocol encodes. */
    void send(byte[] json);

    void close(SocketCloseStatus status);
}
