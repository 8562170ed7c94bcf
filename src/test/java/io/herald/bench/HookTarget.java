package io.herald.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The receiver of a hook. It accepts every event at once. For the ledger, the rooms {@code bench-0}, {@code bench-1} … are the clients of
 * their messages.
 */
final class HookTarget implements BenchSubscribers, AutoCloseable {

    private static final String ROOM = "\"room\":\"" + BenchTokens.ROOM + "-";
    private static final int ACCEPTED = 204;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    private final HttpServer server = vertx.createHttpServer()
            .requestHandler(this::receive)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    private final AtomicInteger count = new AtomicInteger();
    private volatile @Nullable LoadLoop loadLoop;
    private volatile @Nullable DeliveryLedger ledger;
    private volatile IntConsumer afterDelivery = client -> {};

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/hook";
    }

    /** The ledgers belong to this loop. */
    void recordOn(LoadLoop loop) {
        loadLoop = loop;
    }

    @Override
    public void recordTo(DeliveryLedger next, IntConsumer onDelivery) {
        ledger = next;
        afterDelivery = onDelivery;
    }

    /** Returns the number of requests that have arrived. */
    int count() {
        return count.get();
    }

    private void receive(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            request.response().setStatusCode(ACCEPTED).end();
            count.incrementAndGet();
            deliver(body);
        });
    }

    private void deliver(Buffer body) {
        DeliveryLedger current = ledger;
        LoadLoop loop = loadLoop;
        byte[] bytes = body.getBytes();
        int mark = MessageMark.find(bytes, 0, bytes.length);
        if (current == null || loop == null || mark < 0) {
            return;
        }
        int room = room(new String(bytes, 0, mark, ISO_8859_1));
        int sequence = MessageMark.sequence(bytes, mark);
        long nanos = System.nanoTime() - MessageMark.intended(bytes, mark);
        loop.loop().execute(() -> {
            current.recordDelivery(room, sequence, nanos);
            afterDelivery.accept(room);
        });
    }

    private static int room(String body) {
        int begin = body.indexOf(ROOM) + ROOM.length();
        return Integer.parseInt(body, begin, body.indexOf('"', begin), 10);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
