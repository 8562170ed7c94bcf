package io.herald.sse;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.herald.testing.Await;
import io.herald.testing.IdleTimeoutServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The idle timeout of the server does not end a stream. */
class IdleStreamTest implements StreamWriter.Listener {

    private static final int IDLE_TIMEOUT_MS = 1_000;

    private final AtomicReference<StreamWriter> writer = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Buffer received = Buffer.buffer();
    private final IdleTimeoutServer server = new IdleTimeoutServer(IDLE_TIMEOUT_MS, this::serve);

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HTTP_2")
    void an_idle_stream_outlives_the_idle_timeout(StreamWriterTest.Protocol protocol) throws Exception {
        open(protocol);
        assertOutlivesIdleTimeouts();
    }

    /** The timeout applies to the connection, even after its last stream has ended. */
    @Test
    void a_stream_over_http_2_outlives_the_idle_timeout_if_its_heartbeats_are_more_frequent() throws Exception {
        open(StreamWriterTest.Protocol.HTTP_2);
        server.vertx().setPeriodic(IDLE_TIMEOUT_MS / 20, beat -> {
            if (writer.get() != null) {
                write("hb");
            }
        });
        assertOutlivesIdleTimeouts();
    }

    private void assertOutlivesIdleTimeouts() throws Exception {
        Await.until("the stream is open", () -> text().contains("ready"));
        server.awaitIdleTimeouts();
        assertFalse(closed.get());
        write("event");
        Await.until("the stream delivers", () -> text().contains("event"));
    }

    private void open(StreamWriterTest.Protocol protocol) {
        boolean overHttp2 = protocol == StreamWriterTest.Protocol.HTTP_2;
        HttpClient client = server.vertx()
                .createHttpClient(new HttpClientOptions()
                        .setProtocolVersion(overHttp2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                        .setHttp2ClearTextUpgrade(false));
        client.request(HttpMethod.GET, server.baseUri().getPort(), "127.0.0.1", "/stream")
                .map(request -> protocol == StreamWriterTest.Protocol.HTTP_1_CLOSE
                        ? request.putHeader("Connection", "close")
                        : request)
                .compose(HttpClientRequest::send)
                .onSuccess(response -> response.handler(this::receive));
    }

    private synchronized void receive(Buffer bytes) {
        received.appendBuffer(bytes);
    }

    private synchronized String text() {
        return received.toString();
    }

    private void serve(HttpServerRequest request) {
        boolean canTakeOver = RawChunkWriter.canTakeOver(request);
        writer.set(
                canTakeOver
                        ? RawChunkWriter.takeOver(request, request.response(), this)
                        : HttpResponseWriter.open(request, request.response(), this));
        write("ready");
    }

    private void write(String text) {
        StreamWriter open = writer.get();
        open.loop().execute(() -> {
            byte[] frame = text.getBytes(StandardCharsets.UTF_8);
            ByteBuf chunk = SseFrameEncoder.INSTANCE.combine(UnpooledByteBufAllocator.DEFAULT, List.of(frame));
            open.write(chunk);
            chunk.release();
        });
    }

    @Override
    public void drained() {}

    @Override
    public void closed() {
        closed.set(true);
    }
}
