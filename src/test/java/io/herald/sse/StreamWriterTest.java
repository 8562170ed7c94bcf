package io.herald.sse;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Await;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream writer releases every buffer and ends the stream, with every protocol. */
class StreamWriterTest {

    private static final int CHUNKS = 200;
    private static final byte[] FRAME = new byte[2_000];
    private static final Duration SOON = Duration.ofSeconds(5);

    private static Vertx vertx;

    enum Protocol {
        HTTP_1_KEEP_ALIVE,
        HTTP_1_CLOSE,
        HTTP_2
    }

    /** A separate pool, so that no other buffers are counted, without caches, which would retain freed buffers. */
    private final PooledByteBufAllocator pool = new PooledByteBufAllocator(true, 1, 1, 8192, 3, 0, 0, false);

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_releases_all_buffers(Protocol protocol) throws Exception {
        AtomicLong received = new AtomicLong();
        try (StreamFixture fixture = new StreamFixture(protocol, streamWriter -> write(streamWriter, CHUNKS))) {
            fixture.get().onSuccess(response -> response.handler(bytes -> received.addAndGet(bytes.length())));
            Await.until(protocol + " delivers", () -> received.get() == (long) CHUNKS * FRAME.length);
            Await.until(protocol + " releases", () -> activeAllocations() == 0);
            assertTrue(totalAllocations() >= CHUNKS, "the chunks were allocated from this pool");
        }
    }

    /** Otherwise a stalled client would hold its file descriptor without limit. */
    @ParameterizedTest
    @EnumSource
    void a_stalled_connection_is_closed_soon_after_the_end_of_its_stream(Protocol protocol) throws Exception {
        try (StreamFixture fixture = new StreamFixture(protocol, this::fill)) {
            fixture.get().onSuccess(HttpClientResponse::pause);
            Await.until(protocol + " has ended", Duration.ofSeconds(20), fixture.finished::get);
            Await.until(protocol + " is closed", SOON, fixture.closed::get);
            Await.until(protocol + " releases", () -> activeAllocations() == 0);
        }
    }

    private void write(StreamWriter streamWriter, int chunks) {
        for (int i = 0; i < chunks; i++) {
            ByteBuf chunk = SseFrameEncoder.INSTANCE.combine(pool, List.of(FRAME));
            streamWriter.write(chunk);
            chunk.release();
        }
    }

    /** Writes more than the socket buffers of both sides hold. */
    private void fill(StreamWriter streamWriter) {
        write(streamWriter, 10_000);
        assertTrue(streamWriter.isFull());
    }

    private final class StreamFixture implements StreamWriter.Listener, AutoCloseable {

        private final AtomicBoolean finished = new AtomicBoolean();
        private final AtomicBoolean closed = new AtomicBoolean();
        private final Consumer<StreamWriter> scenario;
        private final HttpServer server;
        private final HttpClient client;
        private final Protocol protocol;

        StreamFixture(Protocol protocol, Consumer<StreamWriter> scenario) throws Exception {
            this.protocol = protocol;
            this.scenario = scenario;
            server = vertx.createHttpServer()
                    .requestHandler(this::serve)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(protocol == Protocol.HTTP_2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                    .setHttp2ClearTextUpgrade(false));
        }

        Future<HttpClientResponse> get() {
            return client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
                    .map(request ->
                            protocol == Protocol.HTTP_1_CLOSE ? request.putHeader("Connection", "close") : request)
                    .compose(HttpClientRequest::send);
        }

        private void serve(HttpServerRequest request) {
            StreamWriter streamWriter = RawChunkWriter.canTakeOver(request)
                    ? RawChunkWriter.takeOver(request, request.response(), this)
                    : HttpResponseWriter.open(request, request.response(), this);
            scenario.accept(streamWriter);
            streamWriter.finish();
            finished.set(true);
        }

        @Override
        public void drained() {}

        @Override
        public void closed() {
            closed.set(true);
        }

        @Override
        public void close() {
            client.close();
            server.close();
        }
    }

    private long activeAllocations() {
        return pool.metric().directArenas().stream()
                .mapToLong(PoolArenaMetric::numActiveAllocations)
                .sum();
    }

    private long totalAllocations() {
        return pool.metric().directArenas().stream()
                .mapToLong(PoolArenaMetric::numAllocations)
                .sum();
    }
}
