package io.herald.ops.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Await;
import io.herald.testing.RawHttp;
import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Probes do not depend on the worker threads. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class ProbesTest {

    /** More than the worker pool has threads. */
    private static final int TASKS = 1_000;

    @TestHTTPResource
    URI base;

    @Inject
    Vertx vertx;

    @ParameterizedTest
    @ValueSource(strings = {"live", "ready", "started"})
    void a_probe_answers_while_all_worker_threads_are_busy(String probe) throws IOException {
        Await.until("the instance is ready", () -> status("ready") == 200);
        CountDownLatch released = new CountDownLatch(1);
        for (int i = 0; i < TASKS; i++) {
            vertx.executeBlocking(
                    () -> {
                        released.await();
                        return null;
                    },
                    false);
        }
        try {
            assertEquals(200, status(probe));
        } finally {
            released.countDown();
        }
    }

    private int status(String probe) throws IOException {
        try (RawHttp connection = RawHttp.to(base)) {
            connection.send("GET /q/health/" + probe + " HTTP/1.1\r\nHost: a\r\n\r\n");
            return connection.response().status();
        }
    }
}
