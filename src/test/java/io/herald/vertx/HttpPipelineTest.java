package io.herald.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.WebSocketClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pipeline of real servers of this version of Vert.x. */
class HttpPipelineTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void a_connection_of_http_1_1_has_a_codec_and_an_idle_timeout_until_they_are_removed() throws Exception {
        String before = request(HttpVersion.HTTP_1_1, request -> {
            ChannelPipeline pipeline = NettyChannels.channel(request).pipeline();
            assertTrue(HttpPipeline.hasCodec(pipeline));
            assertFalse(HttpPipeline.hasFrameDecoder(pipeline));
            assertNotNull(pipeline.get(IdleStateHandler.class));
            return "seen";
        });
        assertEquals("seen", before);

        CompletableFuture<Boolean> removed = new CompletableFuture<>();
        request(HttpVersion.HTTP_1_1, request -> {
            ChannelPipeline pipeline = NettyChannels.channel(request).pipeline();
            // The decoder is in the middle of this request.
            NettyChannels.loop(request).execute(() -> {
                HttpPipeline.removeCodec(pipeline);
                removed.complete(!HttpPipeline.hasCodec(pipeline) && pipeline.get(IdleStateHandler.class) == null);
            });
            return "";
        });
        assertTrue(removed.get(10, TimeUnit.SECONDS));
    }

    @Test
    void a_handler_below_the_codec_reads_the_bytes_of_the_socket() throws Exception {
        CompletableFuture<Object> read = new CompletableFuture<>();
        request(HttpVersion.HTTP_1_1, request -> {
            ChannelPipeline pipeline = NettyChannels.channel(request).pipeline();
            HttpPipeline.addBelowCodec(pipeline, "bytes", new FirstRead(read));
            ByteBuf bytes = pipeline.channel().alloc().buffer().writeByte('\n');
            pipeline.fireChannelRead(bytes);
            return "";
        });
        assertInstanceOf(ByteBuf.class, read.get(10, TimeUnit.SECONDS));
    }

    @Test
    void a_connection_of_http_2_has_a_channel_and_no_codec_of_http_1_1() throws Exception {
        String answer = request(HttpVersion.HTTP_2, request -> {
            Channel channel = NettyChannels.channel(request);
            assertTrue(channel.isActive());
            assertTrue(NettyChannels.loop(request).inEventLoop());
            assertFalse(HttpPipeline.hasCodec(channel.pipeline()));
            return request.version().name();
        });
        assertEquals("HTTP_2", answer);
    }

    @Test
    void an_upgraded_connection_has_a_frame_decoder_that_can_be_replaced() throws Exception {
        CompletableFuture<Object> read = new CompletableFuture<>();
        int port = await(vertx.createHttpServer(options())
                        .requestHandler(request -> request.toWebSocket().onSuccess(socket -> {
                            ChannelPipeline pipeline =
                                    NettyChannels.channel(request).pipeline();
                            WebSocketDecoderConfig strict = WebSocketDecoderConfig.newBuilder()
                                    .expectMaskedFrames(true)
                                    .build();
                            HttpPipeline.removeIdleTimeout(pipeline);
                            HttpPipeline.replaceFrameDecoder(pipeline, new WebSocket13FrameDecoder(strict));
                            HttpPipeline.addAfterFrameDecoder(pipeline, "frames", new FirstRead(read));
                            boolean upgraded =
                                    HttpPipeline.hasFrameDecoder(pipeline) && !HttpPipeline.hasCodec(pipeline);
                            boolean idle = pipeline.get(IdleStateHandler.class) != null;
                            socket.writeTextMessage(upgraded + " " + idle);
                        }))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        CompletableFuture<String> greeting = new CompletableFuture<>();
        WebSocketClient client = vertx.createWebSocketClient();
        client.connect(port, "127.0.0.1", "/")
                .onFailure(greeting::completeExceptionally)
                .onSuccess(socket -> {
                    socket.textMessageHandler(greeting::complete);
                    socket.writeTextMessage("hello");
                });
        assertEquals("true false", greeting.get(10, TimeUnit.SECONDS));
        assertInstanceOf(WebSocketFrame.class, read.get(10, TimeUnit.SECONDS));
    }

    /** Sends a request to a server that runs the check on the event loop of the request, and returns its result. */
    private String request(HttpVersion version, Function<HttpServerRequest, String> check) throws Exception {
        int port = await(vertx.createHttpServer(options())
                        .requestHandler(request -> {
                            try {
                                request.response().end(check.apply(request));
                            } catch (Throwable failure) {
                                request.response().end(failure.toString());
                            }
                        })
                        .listen(0, "127.0.0.1"))
                .actualPort();
        HttpClientOptions options = new HttpClientOptions().setProtocolVersion(version);
        return await(vertx.createHttpClient(options)
                        .request(HttpMethod.GET, port, "127.0.0.1", "/")
                        .compose(request -> request.send())
                        .compose(response -> response.body()))
                .toString();
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions().setIdleTimeout(60);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Records the first message that is read, and passes on all messages. */
    private static final class FirstRead extends ChannelInboundHandlerAdapter {

        private final CompletableFuture<Object> read;

        FirstRead(CompletableFuture<Object> read) {
            this.read = read;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            read.complete(message);
            context.fireChannelRead(message);
        }
    }
}
