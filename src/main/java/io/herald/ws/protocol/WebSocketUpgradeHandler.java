package io.herald.ws.protocol;

import io.herald.vertx.HttpPipeline;
import io.herald.vertx.NettyChannels;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Takes over a connection at its upgrade. The handler is added to the pipeline before the upgrade, and holds the bytes that a
 * client sends after it until {@link #open}. Then it replaces the frame decoder of Vert.x, which closes the connection on a
 * protocol violation without sending a close frame. Confined to the event loop of the connection.
 */
public final class WebSocketUpgradeHandler extends ChannelInboundHandlerAdapter {

    private static final String NAME = "socket";
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final WebSocketDecoderConfig STRICT = decoder(false);
    private static final WebSocketDecoderConfig WITH_COMPRESSION = decoder(true);

    private final PendingUpgrade pendingUpgrade;
    private final Subprotocol subprotocol;
    private final @Nullable MessageDeflater messageDeflater;
    private final ChannelPromise voidPromise;
    private final Queue<Object> pendingReads = new ArrayDeque<>(0);
    private ChannelHandlerContext context;
    private WebSocketChannel webSocketChannel;
    private boolean opened;
    private boolean installed;

    private static WebSocketDecoderConfig decoder(boolean extensions) {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(FrameReader.MAX_MESSAGE)
                .allowExtensions(extensions)
                .expectMaskedFrames(true)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
    }

    WebSocketUpgradeHandler(
            PendingUpgrade pendingUpgrade,
            Subprotocol subprotocol,
            @Nullable MessageDeflater messageDeflater,
            ChannelPromise voidPromise) {
        this.pendingUpgrade = pendingUpgrade;
        this.subprotocol = subprotocol;
        this.messageDeflater = messageDeflater;
        this.voidPromise = voidPromise;
    }

    /**
     * Negotiates the subprotocol and the compression, and adds a handler to the pipeline of the connection. Removes the handler
     * of an earlier upgrade request. Called before the upgrade.
     */
    public static WebSocketUpgradeHandler install(
            HttpServerRequest request, PendingUpgrade pendingUpgrade, boolean compression) {
        MessageDeflater messageDeflater = compression ? MessageDeflater.accept(request.getHeader(EXTENSIONS)) : null;
        if (messageDeflater != null) {
            request.response().putHeader(EXTENSIONS, messageDeflater.answer());
        }
        ChannelPipeline pipeline = NettyChannels.channel(request).pipeline();
        if (pipeline.get(NAME) != null) {
            pipeline.remove(NAME);
        }
        WebSocketUpgradeHandler handler = new WebSocketUpgradeHandler(
                pendingUpgrade,
                Subprotocol.negotiate(request.getHeader("Sec-WebSocket-Protocol")),
                messageDeflater,
                NettyChannels.voidPromise(request.connection()));
        HttpPipeline.addBelowCodec(pipeline, NAME, handler);
        return handler;
    }

    public static @Nullable WebSocketUpgradeHandler find(Channel channel) {
        return (WebSocketUpgradeHandler) channel.pipeline().get(NAME);
    }

    public PendingUpgrade pendingUpgrade() {
        return pendingUpgrade;
    }

    public WebSocketChannel channel() {
        return webSocketChannel;
    }

    /** Installs the frame handlers and delivers the bytes received since the upgrade. Called after the upgrade. */
    public void open(WebSocketChannel.Listener listener) {
        opened = true;
        webSocketChannel.listen(listener);
        if (!context.channel().isActive()) {
            webSocketChannel.closed();
            return;
        }
        installFrameHandlers();
        while (!pendingReads.isEmpty()) {
            context.fireChannelRead(pendingReads.poll());
        }
        webSocketChannel.updateAutoRead();
    }

    private void installFrameHandlers() {
        ChannelPipeline pipeline = context.pipeline();
        installed = true;
        if (messageDeflater != null) {
            HttpPipeline.replaceFrameDecoder(pipeline, new WebSocket13FrameDecoder(WITH_COMPRESSION));
            HttpPipeline.addAfterFrameDecoder(
                    pipeline, "frames", new InflatingReader(webSocketChannel, messageDeflater));
        } else {
            HttpPipeline.replaceFrameDecoder(pipeline, new WebSocket13FrameDecoder(STRICT));
            HttpPipeline.addAfterFrameDecoder(pipeline, "utf8", new Utf8FrameValidator(false));
            pipeline.addAfter("utf8", "frames", new FrameReader(webSocketChannel));
        }
        // Pings detect a dead peer instead of the idle time-out.
        HttpPipeline.removeIdleTimeout(pipeline);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        SocketFrameEncoder encoder = SocketFrameEncoder.of(subprotocol, messageDeflater != null);
        webSocketChannel = new WebSocketChannel(added, voidPromise, encoder);
    }

    @Override
    public void channelRead(ChannelHandlerContext here, Object message) {
        if (opened || !HttpPipeline.hasFrameDecoder(here.pipeline())) {
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
            webSocketChannel.writabilityChanged();
        }
        here.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext here) {
        webSocketChannel.closed();
        here.fireChannelInactive();
    }
}
