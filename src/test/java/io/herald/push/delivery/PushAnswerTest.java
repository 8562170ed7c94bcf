package io.herald.push.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushAnswerTest {

    private static final Instant NOW = Instant.parse("2026-11-20T15:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "200, ACCEPTED",
        "201, ACCEPTED",
        "202, ACCEPTED",
        "301, REFUSED",
        "307, REFUSED",
        "400, REFUSED",
        "401, REJECTED",
        "403, REJECTED",
        "404, GONE",
        "405, REFUSED",
        "408, TEMPORARY",
        "410, GONE",
        "413, TOO_LARGE",
        "418, REFUSED",
        "429, TEMPORARY",
        "500, TEMPORARY",
        "502, TEMPORARY",
        "503, TEMPORARY"
    })
    void each_status_has_a_meaning(int status, PushAnswer.Type type) {
        assertEquals(type, PushAnswer.of(status, null, NOW).type());
    }

    @Test
    void a_response_may_demand_a_wait() {
        assertEquals(Duration.ofSeconds(120), PushAnswer.of(429, "120", NOW).retryAfter());
        assertNull(PushAnswer.of(429, null, NOW).retryAfter());
    }
}
