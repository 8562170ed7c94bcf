package io.herald.push.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.push.settings.PushSettingsBuilder;
import io.herald.testing.Await;
import io.herald.testing.CapturedLog;
import io.herald.testing.TestPushService;
import io.herald.testing.TestPushService.Push;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code BoundedPostTest} tests how a request is bounded. */
class PushClientTest {

    private final Vertx vertx = Vertx.vertx();
    private final TestPushService service = TestPushService.start();
    private final PushClient client = new PushClient(
            vertx, Clock.systemUTC(), PushSettingsBuilder.enabled().config());

    @AfterEach
    void close() {
        client.close();
        service.close();
        vertx.close();
    }

    private CompletableFuture<PushAnswer> post(URI endpoint) {
        Map<String, String> headers = Map.of("TTL", "60", "Urgency", "high");
        return client.post(
                new PushRequest(endpoint, headers, "body".getBytes(UTF_8)), InetAddress.getLoopbackAddress());
    }

    private PushAnswer answer(String name) throws Exception {
        return post(URI.create(service.endpoint(name))).get(15, TimeUnit.SECONDS);
    }

    @Test
    void posts_the_body_with_its_headers() throws Exception {
        assertEquals(PushAnswer.Type.ACCEPTED, answer("a?b=c").type());
        Push push = service.await("a", 1).get(0);
        assertEquals("body", new String(push.body(), UTF_8));
        assertEquals("60", push.headers().get("ttl"));
        assertEquals("high", push.headers().get("urgency"));
    }

    /** The name in the address is the one that certificates and virtual hosts are for. */
    @Test
    void connects_to_the_given_address_whatever_the_name_resolves_to() throws Exception {
        URI endpoint = URI.create("http://does-not-exist.example.com:" + service.port() + "/a");
        assertEquals(201, post(endpoint).get(15, TimeUnit.SECONDS).status());
        assertEquals(
                "does-not-exist.example.com:" + service.port(),
                service.received("a").get(0).headers().get("host"));
    }

    @Test
    void returns_when_the_service_wants_the_next_request() throws Exception {
        service.behave("a", TestPushService.answer(429, "Retry-After", "7"));
        assertEquals(Duration.ofSeconds(7), answer("a").retryAfter());
    }

    @Test
    void a_reset_is_no_answer() throws Exception {
        service.behave("a", TestPushService.reset());
        try (CapturedLog log = CapturedLog.of("io.vertx")) {
            assertEquals(PushAnswer.NONE, answer("a"));
            assertEquals(List.of(), log.lines());
        }
    }

    @Test
    void a_service_that_cannot_be_reached_gives_no_answer() throws Exception {
        URI endpoint = URI.create(service.endpoint("a"));
        service.close();
        Await.until(
                "it is closed", () -> post(endpoint).get(15, TimeUnit.SECONDS).equals(PushAnswer.NONE));
    }

    @Test
    void a_connection_serves_many_pushes() throws Exception {
        int pushes = 20;
        for (int i = 0; i < pushes; i++) {
            assertTrue(answer("a").type() == PushAnswer.Type.ACCEPTED);
        }
        assertTrue(service.connections() <= 2, service.connections() + " connections");
    }
}
