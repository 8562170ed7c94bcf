package io.herald.ws.protocol;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Assembles messages from frames, and handles the control frames between them. */
class FrameReader extends SimpleChannelInboundHandler<WebSocketFrame> {

    static final int MAX_MESSAGE = 64 * 1024;
    private static final int LAST_CODE = 4_999;

    final FrameListener listener;
    private @Nullable ByteArrayOutputStream fragments;
    private boolean isText;

    FrameReader(FrameListener listener) {
        this.listener = listener;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        listener.frameReceived();
        if (frame instanceof CloseWebSocketFrame close) {
            close(close);
        } else if (frame instanceof PingWebSocketFrame) {
            listener.ping(frame.content());
        } else if (!(frame instanceof PongWebSocketFrame) && !listener.isClosing()) {
            data(frame);
        }
    }

    /** Rejects codes above 4999, which RFC 6455 does not define. The decoder rejects only the reserved codes below 3000. */
    private void close(CloseWebSocketFrame frame) {
        if (frame.statusCode() > LAST_CODE) {
            listener.violation(SocketCloseStatus.PROTOCOL_ERROR);
        } else {
            listener.closeFrame(frame.statusCode(), frame.reasonText());
        }
    }

    /**
     * Handles a data frame. The decoder rejects a continuation outside a fragmented message and a new message within one; the
     * check here is a safeguard.
     */
    private void data(WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
            isText = frame instanceof TextWebSocketFrame;
            if (frame.isFinalFragment()) {
                messageComplete(isText, ByteBufUtil.getBytes(frame.content()));
                return;
            }
            fragments = new ByteArrayOutputStream();
        }
        if (fragments != null) {
            add(fragments, frame);
        } else if (frame instanceof ContinuationWebSocketFrame) {
            listener.violation(SocketCloseStatus.PROTOCOL_ERROR);
        }
    }

    private void add(ByteArrayOutputStream message, WebSocketFrame frame) {
        if (message.size() + frame.content().readableBytes() > MAX_MESSAGE) {
            fragments = null;
            listener.violation(SocketCloseStatus.MESSAGE_TOO_BIG);
            return;
        }
        message.writeBytes(ByteBufUtil.getBytes(frame.content()));
        if (frame.isFinalFragment()) {
            fragments = null;
            messageComplete(isText, message.toByteArray());
        }
    }

    void messageComplete(boolean text, byte[] message) {
        listener.message(text, message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            listener.violation(
                    SocketCloseStatus.ofFrameError(corrupted.closeStatus().code()));
        } else if (failure instanceof CorruptedWebSocketFrameException corrupted) {
            listener.violation(
                    SocketCloseStatus.ofFrameError(corrupted.closeStatus().code()));
        } else {
            listener.failed();
        }
    }
}
