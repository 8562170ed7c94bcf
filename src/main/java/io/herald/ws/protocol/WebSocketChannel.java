package io.herald.ws.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames of one socket and controls its input. Writes encoded frames below the encoder of Vert.x, so that all
 * subscribers share their bytes and the channel's writability is visible. Confined to its event loop, except for {@link #loop}.
 */
public final class WebSocketChannel implements FrameListener {

    /** Receives the input and the state of the socket, on its loop. */
    public interface Listener {

        void message(boolean isText, byte[] message);

        /** A frame of any kind was received. */
        void alive();

        void drained();

        /** The connection is closed. Called once, as the last call. 1005 is a close frame without a code, 1006 none at all. */
        void closed(int code, String reason);
    }

    private final ChannelHandlerContext context;
    private final ChannelPromise voidPromise;
    private final SocketFrameEncoder encoder;
    private final ClosingHandshake closing;
    private @Nullable Listener listener;
    private boolean paused;

    WebSocketChannel(ChannelHandlerContext context, ChannelPromise voidPromise, SocketFrameEncoder encoder) {
        this.context = context;
        this.voidPromise = voidPromise;
        this.encoder = encoder;
        this.closing = new ClosingHandshake(context, voidPromise);
    }

    public EventLoop loop() {
        return context.channel().eventLoop();
    }

    public SocketFrameEncoder encoder() {
        return encoder;
    }

    public boolean isFull() {
        return !context.channel().isWritable();
    }

    @Override
    public boolean isClosing() {
        return closing.hasBegun();
    }

    /** Sends frames. The caller retains its own reference to the buffer. */
    public void write(ByteBuf frames) {
        if (!isClosing()) {
            context.writeAndFlush(frames.retainedDuplicate(), voidPromise);
        }
    }

    /** Encodes and sends a message. */
    public void send(byte[] json) {
        send(WebSocketFrames.buffer(encoder.frame(json)));
    }

    public void ping() {
        send(WebSocketFrames.ping());
    }

    /** Sends a frame and releases it. */
    private void send(ByteBuf frame) {
        if (isClosing()) {
            frame.release();
        } else {
            context.writeAndFlush(frame, voidPromise);
        }
    }

    /** Stops or resumes reading. While paused, TCP back-pressure holds the client's input. */
    public void pause(boolean pause) {
        paused = pause;
        updateAutoRead();
    }

    /**
     * Does not read while paused, or while the client does not take what was written, because each command produces an answer.
     * Always reads while closing, to receive the peer's close frame.
     */
    void updateAutoRead() {
        boolean reading = isClosing() || !paused && !isFull();
        if (context.channel().config().isAutoRead() != reading) {
            context.channel().config().setAutoRead(reading);
        }
    }

    /** Begins the closing handshake. */
    public void close(SocketCloseStatus status) {
        close(status, status.reason);
    }

    public void close(SocketCloseStatus status, String reason) {
        closing.begin(status, reason);
        updateAutoRead();
    }

    /** Closes at once, without a close frame: for a peer that has stopped reading. */
    public void abort() {
        closing.abort();
    }

    @Override
    public void frameReceived() {
        if (listener != null) {
            listener.alive();
        }
    }

    @Override
    public void message(boolean isText, byte[] message) {
        if (!isClosing() && listener != null) {
            listener.message(isText, message);
        }
    }

    @Override
    public void ping(ByteBuf payload) {
        send(WebSocketFrames.pong(ByteBufUtil.getBytes(payload)));
    }

    @Override
    public void closeFrame(int code, String reason) {
        closing.receive(code, reason);
        updateAutoRead();
    }

    @Override
    public void violation(SocketCloseStatus status) {
        closing.fail(status);
        updateAutoRead();
    }

    @Override
    public void failed() {
        abort();
    }

    void listen(Listener receiver) {
        listener = receiver;
    }

    void writabilityChanged() {
        updateAutoRead();
        if (listener != null && !isFull()) {
            listener.drained();
        }
    }

    void closed() {
        Listener last = listener;
        listener = null;
        if (last != null) {
            last.closed(closing.code(), closing.reason());
        }
    }
}
