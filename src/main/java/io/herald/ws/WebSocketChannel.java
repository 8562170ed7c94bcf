package io.herald.ws;

import io.herald.vertx.HttpPipeline;
import io.herald.vertx.NettyChannels;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the frames of one socket in its Netty pipeline.
 *
 * <p>Writes encoded frames below the encoder of Vert.x, so that all subscribers share their bytes and the channel's
 * writability is visible. The handler is added before the upgrade. After it, the handler replaces the frame decoder of
 * Vert.x, which closes the connection on a protocol violation without sending a close frame.
 */
final class WebSocketChannel extends ChannelDuplexHandler {

    static final String NAME = "socket";

    /**
     * The time that a peer has to complete the closing handshake. Closing earlier could reset the connection before the peer
     * has read the close frame.
     */
    private static final long CLOSING_SECONDS = 2;

    private static final WebSocketDecoderConfig STRICT = decoder(false);
    private static final WebSocketDecoderConfig WITH_COMPRESSION = decoder(true);

    /** Receives the input and the state of the socket, on its loop. */
    interface Listener {

        void message(boolean isText, byte[] message);

        /** A frame of any kind was received. */
        void alive();

        void drained();

        /** The connection is closed. Called once, as the last call. 1005 is a close frame without a code, 1006 none at all. */
        void closed(int code, String reason);
    }

    private final ChannelPromise voidPromise;
    private @Nullable Listener listener;
    private ChannelHandlerContext context;
    private PendingUpgrade pendingUpgrade;
    private SocketFrameEncoder socketFrameEncoder = SocketFrameEncoder.JSON;
    private @Nullable MessageDeflater messageDeflater;

    /** The bytes that a client sends after the upgrade, before {@link #open} is called. */
    private final Queue<Object> pendingReads = new ArrayDeque<>(0);

    private boolean opened;
    private boolean installed;
    private boolean closing;
    private boolean paused;
    private int code = SocketCloseStatus.ABNORMAL;
    private String reason = "";

    private static WebSocketDecoderConfig decoder(boolean extensions) {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(FrameReader.MAX_MESSAGE)
                .allowExtensions(extensions)
                .expectMaskedFrames(true)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
    }

    WebSocketChannel(ChannelPromise voidPromise) {
        this.voidPromise = voidPromise;
    }

    /**
     * Adds a new instance to the pipeline of a connection, and removes that of an earlier upgrade request. Called before the
     * upgrade, on the connection's loop.
     */
    static WebSocketChannel install(HttpConnection connection) {
        ChannelPipeline pipeline = NettyChannels.channel(connection).pipeline();
        if (pipeline.get(NAME) != null) {
            pipeline.remove(NAME);
        }
        WebSocketChannel webSocketChannel = new WebSocketChannel(NettyChannels.voidPromise(connection));
        HttpPipeline.addBelowCodec(pipeline, NAME, webSocketChannel);
        return webSocketChannel;
    }

    /** Sets what the upgrade request has negotiated. Called before the upgrade. */
    void announce(PendingUpgrade who, Subprotocol subprotocol, @Nullable MessageDeflater compression) {
        pendingUpgrade = who;
        messageDeflater = compression;
        socketFrameEncoder = SocketFrameEncoder.of(subprotocol, compression != null);
    }

    PendingUpgrade pendingUpgrade() {
        return pendingUpgrade;
    }

    SocketFrameEncoder socketFrameEncoder() {
        return socketFrameEncoder;
    }

    static @Nullable WebSocketChannel find(Channel channel) {
        return (WebSocketChannel) channel.pipeline().get(NAME);
    }

    /** Installs the frame handlers and delivers the bytes received since the upgrade. Called after the upgrade. */
    void open(Listener hearing) {
        opened = true;
        listener = hearing;
        if (!context.channel().isActive()) {
            notifyClosed();
            return;
        }
        install();
        while (!pendingReads.isEmpty()) {
            context.fireChannelRead(pendingReads.poll());
        }
        read();
    }

    private boolean isUpgraded() {
        return HttpPipeline.hasFrameDecoder(context.pipeline());
    }

    private void install() {
        ChannelPipeline pipeline = context.pipeline();
        installed = true;
        if (messageDeflater != null) {
            HttpPipeline.replaceFrameDecoder(pipeline, new WebSocket13FrameDecoder(WITH_COMPRESSION));
            HttpPipeline.addAfterFrameDecoder(pipeline, "frames", new InflatingReader(this, messageDeflater));
        } else {
            HttpPipeline.replaceFrameDecoder(pipeline, new WebSocket13FrameDecoder(STRICT));
            HttpPipeline.addAfterFrameDecoder(pipeline, "utf8", new Utf8FrameValidator(false));
            pipeline.addAfter("utf8", "frames", new FrameReader(this));
        }
        // Pings detect a dead peer instead of the idle time-out.
        HttpPipeline.removeIdleTimeout(pipeline);
    }

    EventLoop loop() {
        return context.channel().eventLoop();
    }

    boolean isFull() {
        return !context.channel().isWritable();
    }

    boolean isClosing() {
        return closing;
    }

    /** Sends frames. The caller retains its own reference to the buffer. */
    void write(ByteBuf frames) {
        if (!closing) {
            context.writeAndFlush(frames.retainedDuplicate(), voidPromise);
        }
    }

    /** Sends a frame and releases it. */
    void send(ByteBuf frame) {
        if (closing) {
            frame.release();
        } else {
            context.writeAndFlush(frame, voidPromise);
        }
    }

    /** Stops or resumes reading. While paused, TCP back-pressure holds the client's input. */
    void pause(boolean pause) {
        paused = pause;
        read();
    }

    /**
     * Updates auto-read. Does not read while paused, or while the client does not take what was written, because each command
     * produces an answer. Always reads while closing, to receive the peer's close frame.
     */
    private void read() {
        boolean reading = closing || !paused && !isFull();
        if (context.channel().config().isAutoRead() != reading) {
            context.channel().config().setAutoRead(reading);
        }
    }

    /** Sends a close frame, and closes when the peer has answered it, or after {@link #CLOSING_SECONDS}. */
    void close(SocketCloseStatus why) {
        close(why, why.reason);
    }

    void close(SocketCloseStatus why, String inWords) {
        if (!closing) {
            end(why.code, inWords);
            context.writeAndFlush(FrameHeaders.close(why.code, inWords), voidPromise);
        }
    }

    /**
     * Sends a close frame and shuts down the output, without a closing handshake: the peer has violated the protocol
     * (RFC 6455, 7.1.7). The input stays open until the peer closes or {@link #CLOSING_SECONDS} have passed, because closing it
     * now could reset the connection before the peer has read the frame.
     */
    void fail(SocketCloseStatus why) {
        if (!closing) {
            end(why.code, why.reason);
            context.writeAndFlush(FrameHeaders.close(why.code, why.reason)).addListener(written -> endOutput());
        }
    }

    private void endOutput() {
        if (context.channel() instanceof DuplexChannel socket) {
            socket.shutdownOutput();
        }
    }

    /** Closes at once, without a close frame: for a peer that has stopped reading. */
    void abort() {
        context.close();
    }

    private void end(int endCode, String endReason) {
        code = endCode;
        reason = endReason;
        closing = true;
        read();
        loop().schedule(this::abort, CLOSING_SECONDS, TimeUnit.SECONDS);
    }

    void message(boolean isText, byte[] message) {
        if (!closing && listener != null) {
            listener.message(isText, message);
        }
    }

    void alive() {
        if (listener != null) {
            listener.alive();
        }
    }

    void pinged(ByteBuf payload) {
        send(FrameHeaders.pong(ByteBufUtil.getBytes(payload)));
    }

    /** Handles the peer's close frame, which either begins or completes the closing handshake. */
    void peerCloses(int peerCode, String peerReason) {
        if (closing) {
            context.close();
            return;
        }
        boolean without = peerCode < 0;
        end(without ? 1005 : peerCode, peerReason);
        context.writeAndFlush(FrameHeaders.close(without ? 0 : peerCode, "")).addListener(written -> context.close());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext here, Object message) {
        if (opened || !isUpgraded()) {
            here.fireChannelRead(message);
        } else {
            pendingReads.add(message);
            here.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        pendingReads.forEach(ReferenceCountUtil::release);
        pendingReads.clear();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext here) {
        if (installed) {
            read();
            if (listener != null && here.channel().isWritable()) {
                listener.drained();
            }
        }
        here.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext here) {
        notifyClosed();
        here.fireChannelInactive();
    }

    private void notifyClosed() {
        Listener told = listener;
        listener = null;
        if (told != null) {
            told.closed(code, reason);
        }
    }
}
