package io.herald.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Api;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestServers.class)
class TokenExpiryTest {

    @TestHTTPResource
    URI base;

    @Test
    void a_stream_ends_within_five_seconds_of_its_token_and_the_reconnect_is_refused() {
        warmUp();
        Instant expiry = Instant.now().plusSeconds(5);
        String token = Tokens.of("alice").expiresAt(expiry).sign();
        Api api = new Api(base, token);
        try (SseClient stream = SseClient.open(api.stream(""), token)) {
            stream.await("ready");
            stream.awaitEnd(Duration.between(Instant.now(), expiry.plusSeconds(5)));
            assertEquals(true, !Instant.now().isBefore(expiry.minusSeconds(1)), "not before its time");
        }
        assertEquals(401, SseClient.open(api.stream(""), token).status());
    }

    @Test
    void a_call_that_waits_ends_with_its_token() {
        warmUp();
        String token = Tokens.of("alice").expiresIn(Duration.ofSeconds(5)).sign();
        Api api = new Api(base, token);
        String cursor = api.get("/api/v1/poll").body().replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
        assertEquals(401, api.get("/api/v1/poll?cursor=" + cursor + "&wait=20s").statusCode());
    }

    /** The first verification of a process loads the key, which must not eat into the short life of a token. */
    private void warmUp() {
        String token = Tokens.of("alice").sign();
        assertEquals(200, new Api(base, token).get("/api/v1/poll").statusCode());
    }
}
