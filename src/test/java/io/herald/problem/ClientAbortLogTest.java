package io.herald.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Await;
import io.herald.testing.CapturedLog;
import io.herald.testing.RawHttp;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that disconnects during its call causes no error in the log. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class ClientAbortLogTest {

    private static final int CLIENTS = 20;

    @TestHTTPResource
    URI base;

    @Inject
    Vertx vertx;

    /** Resets each stream during the transfer: the flow-control window admits only the start of the file. */
    @Test
    void a_reset_of_a_static_file_over_http_2_logs_no_error() {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setInitialSettings(new Http2Settings().setInitialWindowSize(1_000)));
        AtomicInteger reset = new AtomicInteger();
        try (CapturedLog log = CapturedLog.of("")) {
            for (int i = 0; i < CLIENTS; i++) {
                client.request(HttpMethod.GET, base.getPort(), base.getHost(), "/client/herald.js")
                        .onSuccess(request -> request.send().onSuccess(response -> {
                            response.exceptionHandler(cancelled -> {});
                            request.reset();
                            reset.incrementAndGet();
                        }));
            }
            Await.until("all streams are reset", () -> reset.get() == CLIENTS);
            assertNoErrors(log);
        } finally {
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 60000\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\nfff\r\n{"})
    void a_truncated_body_logs_no_error(String rest) throws IOException {
        try (CapturedLog log = CapturedLog.of("")) {
            for (int i = 0; i < CLIENTS; i++) {
                try (RawHttp connection = RawHttp.to(base)) {
                    connection.send(
                            "POST /api/v1/notifications HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                                    + "Authorization: Bearer " + Tokens.publisher("billing") + "\r\n" + rest
                                    + "x".repeat(20_000));
                }
            }
            assertNoErrors(log);
        }
    }

    /** Calls on other connections are handled after the effects of the disconnections. */
    private void assertNoErrors(CapturedLog log) {
        for (int i = 0; i < 10; i++) {
            try (RawHttp connection = RawHttp.to(base)) {
                connection.send("GET /q/health/live HTTP/1.1\r\nHost: a\r\n\r\n");
                assertEquals(200, connection.response().status());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        assertEquals(
                List.of(),
                log.lines().stream().filter(line -> line.startsWith("ERROR")).toList());
    }
}
