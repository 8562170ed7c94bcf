package io.herald.ws.protocol;

import io.netty.buffer.ByteBuf;

/** Receives what {@link FrameReader} reads from a client, on the event loop of the connection. */
interface FrameListener {

    /** A frame of any kind was received. */
    void frameReceived();

    void message(boolean isText, byte[] message);

    /** @param payload to be returned in the pong; the reader releases it after the call */
    void ping(ByteBuf payload);

    /** @param code negative for a close frame without a code */
    void closeFrame(int code, String reason);

    /** The client has violated the protocol. */
    void violation(SocketCloseStatus status);

    /** The connection has failed. */
    void failed();

    /** Whether messages are ignored, because the closing handshake has begun. */
    boolean isClosing();
}
