package io.herald.ws;

import io.herald.vertx.Connections;
import io.herald.vertx.HttpPipeline;
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
 * The bytes' way to one socket: frames that are encoded already go out here, below Vert.x' own encoder, so that all
 * subscribers share them and the channel itself says whether it takes more. It is in the pipeline before the upgrade is
 * made, and brings a decoder of our own with it after that: Vert.x' drops a peer that breaks the protocol without a word.
 */
final class WebSocketChannel extends ChannelDuplexHandler {

    static final String NAME = "socket";

    /** How long a peer may take for its part of the closing handshake; after a reset it would not even see ours. */
    private static final long CLOSING_SECONDS = 2;

    private static final WebSocketDecoderConfig STRICT = decoder(false);
    private static final WebSocketDecoderConfig WITH_COMPRESSION = decoder(true);

    /** What the pipe tells of its client, on its loop. */
    interface Listener {

        void message(boolean isText, byte[] message);

        /** A frame of whichever kind has come. */
        void alive();

        void drained();

        /** Once, and nothing after it. 1005 stands for a close without a code, 1006 for none. */
        void closed(int code, String reason);
    }

    private final ChannelPromise voidPromise;
    private @Nullable Listener listener;
    private ChannelHandlerContext context;
    private PendingUpgrade pendingUpgrade;
    private SocketFrameEncoder socketFrameEncoder = SocketFrameEncoder.JSON;
    private @Nullable MessageDeflater messageDeflater;

    /** What a client sends right behind the upgrade, before anybody is there to hear it. */
    private final Queue<Object> early = new ArrayDeque<>(0);

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

    private WebSocketChannel(ChannelPromise voidPromise) {
        this.voidPromise = voidPromise;
    }

    /** Before the upgrade, on the connection's loop. */
    static WebSocketChannel into(HttpConnection connection) {
        ChannelPipeline pipeline = Connections.channel(connection).pipeline();
        if (pipeline.get(NAME) != null) {
            pipeline.remove(NAME);
        }
        WebSocketChannel webSocketChannel = new WebSocketChannel(Connections.voidPromise(connection));
        HttpPipeline.addBelowCodec(pipeline, NAME, webSocketChannel);
        return webSocketChannel;
    }

    /** For whom it is, until it is opened. */
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

    static @Nullable WebSocketChannel in(Channel channel) {
        return (WebSocketChannel) channel.pipeline().get(NAME);
    }

    /** The upgrade has been made. Whatever has come since is heard now. */
    void open(Listener hearing) {
        opened = true;
        listener = hearing;
        if (!context.channel().isActive()) {
            tellClosed();
            return;
        }
        install();
        while (!early.isEmpty()) {
            context.fireChannelRead(early.poll());
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
        // Pings detect a dead peer instead.
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

    /** Sends frames; the caller keeps its own count of the buffer. */
    void write(ByteBuf frames) {
        if (!closing) {
            context.writeAndFlush(frames.retainedDuplicate(), voidPromise);
        }
    }

    /** Sends a frame and gives it away. */
    void send(ByteBuf frame) {
        if (closing) {
            frame.release();
        } else {
            context.writeAndFlush(frame, voidPromise);
        }
    }

    /** Stops reading, until told otherwise: what a client sends meanwhile waits in its own socket. */
    void pause(boolean pause) {
        paused = pause;
        read();
    }

    /** Who does not take our answers is not asked for more questions. */
    private void read() {
        boolean reading = closing || !paused && !isFull();
        if (context.channel().config().isAutoRead() != reading) {
            context.channel().config().setAutoRead(reading);
        }
    }

    /** Says why, and closes when the peer has answered, or after a while. */
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
     * Says why, and ends its own side at once: a peer that has broken the protocol is asked for no closing handshake
     * (RFC 6455, 7.1.7). Its side ends a moment later, since closing it now could reset the connection before the peer has
     * read the frame.
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

    /** At once: for a peer that takes nothing any more, and would not take the reason either. */
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

    /** The peer's part of the closing handshake, be it the first or the second. */
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
            early.add(message);
            here.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        early.forEach(ReferenceCountUtil::release);
        early.clear();
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
        tellClosed();
        here.fireChannelInactive();
    }

    private void tellClosed() {
        Listener told = listener;
        listener = null;
        if (told != null) {
            told.closed(code, reason);
        }
    }
}
