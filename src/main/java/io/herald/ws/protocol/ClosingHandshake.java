package io.herald.ws.protocol;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/**
 * The closing handshake of one socket (RFC 6455, 7). It ends {@value #SECONDS} seconds after its begin, even if the peer does
 * not answer. Closing earlier could reset the connection before the peer has read the close frame. Confined to the event loop.
 */
final class ClosingHandshake {

    private static final long SECONDS = 2;

    private final ChannelHandlerContext context;
    private final ChannelPromise voidPromise;
    private boolean begun;
    private int code = SocketCloseStatus.ABNORMAL;
    private String reason = "";

    ClosingHandshake(ChannelHandlerContext context, ChannelPromise voidPromise) {
        this.context = context;
        this.voidPromise = voidPromise;
    }

    boolean hasBegun() {
        return begun;
    }

    /** Returns the code of the first close frame, in either direction. */
    int code() {
        return code;
    }

    String reason() {
        return reason;
    }

    /** Sends a close frame. The connection closes when the peer has answered. */
    void begin(SocketCloseStatus status, String statusReason) {
        if (!begun) {
            begin(status.code, statusReason);
            context.writeAndFlush(WebSocketFrames.close(status.code, statusReason), voidPromise);
        }
    }

    /**
     * Sends a close frame and shuts down the output, without a closing handshake: the peer has violated the protocol
     * (RFC 6455, 7.1.7). The input stays open until the peer closes, because closing it now could reset the connection before
     * the peer has read the frame.
     */
    void fail(SocketCloseStatus status) {
        if (!begun) {
            begin(status.code, status.reason);
            context.writeAndFlush(WebSocketFrames.close(status.code, status.reason))
                    .addListener(written -> shutdownOutput());
        }
    }

    /** Handles the peer's close frame, which either begins or completes the handshake. */
    void receive(int peerCode, String peerReason) {
        if (begun) {
            context.close();
            return;
        }
        boolean hasCode = peerCode >= 0;
        begin(hasCode ? peerCode : SocketCloseStatus.NO_CODE, peerReason);
        context.writeAndFlush(WebSocketFrames.close(hasCode ? peerCode : 0, ""))
                .addListener(written -> context.close());
    }

    private void begin(int closeCode, String closeReason) {
        code = closeCode;
        reason = closeReason;
        begun = true;
        context.channel().eventLoop().schedule(this::abort, SECONDS, TimeUnit.SECONDS);
    }

    private void shutdownOutput() {
        if (context.channel() instanceof DuplexChannel socket) {
            socket.shutdownOutput();
        }
    }

    /** Closes at once. */
    void abort() {
        context.close();
    }
}
