package io.herald.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Api;
import io.herald.testing.SharedInstances;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections and calls end when their token expires. */
class TokenExpiryIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private final URI base = INSTANCES.one().baseUri();
    private final String user = "expiry-" + UUID.randomUUID();

    @Test
    void a_stream_opened_by_a_ticket_ends_with_its_token_and_an_unused_ticket_is_rejected() {
        warmUp();
        Instant expiry = Instant.now().plusSeconds(4);
        Api expiring = new Api(base, Tokens.of(user).expiresAt(expiry).sign());
        String ticket = ticket(expiring);
        String unused = ticket(expiring);
        try (SseClient stream = SseClient.open(base.resolve("/api/v1/stream?ticket=" + ticket), Map.of())) {
            stream.await("ready");
            stream.awaitEnd(Duration.between(Instant.now(), expiry.plusSeconds(5)));
        }
        assertEquals(
                401,
                SseClient.open(base.resolve("/api/v1/stream?ticket=" + unused), Map.of())
                        .status());
    }

    private static String ticket(Api api) {
        return api.post("/api/v1/tickets", "").body().replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
    }

    /** Loads the key with a first verification, which would otherwise take part of the short lifetime of a token. */
    private void warmUp() {
        String token = Tokens.of(user).sign();
        assertEquals(200, new Api(base, token).get("/api/v1/poll").statusCode());
    }
}
