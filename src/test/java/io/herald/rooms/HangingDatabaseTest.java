package io.herald.rooms;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.loop.NextRun;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that accepts connections and never answers. */
class HangingDatabaseTest {

    private final Vertx vertx = Vertx.vertx();
    private final ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Pool pool = PgBuilder.pool()
            .connectingTo(new PgConnectOptions()
                    .setHost(silent.getInetAddress().getHostAddress())
                    .setPort(silent.getLocalPort())
                    .setUser("herald"))
            .using(vertx)
            .build();

    HangingDatabaseTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        silent.close();
        vertx.closeAndAwait();
    }

    @Test
    void a_retention_run_times_out_without_an_answer() {
        KeptMessageRetention retention = new KeptMessageRetention(pool, Duration.ofMillis(200));
        CompletableFuture<NextRun> run = retention.run().subscribeAsCompletionStage();
        ExecutionException failure = assertThrows(ExecutionException.class, () -> run.get(10, TimeUnit.SECONDS));
        assertInstanceOf(TimeoutException.class, failure.getCause());
    }
}
