package io.herald.push.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
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
    void reads_when_the_push_service_wants_the_next_request() {
        assertEquals(Duration.ofSeconds(120), retryAfter("120"));
        assertEquals(Duration.ofSeconds(90), retryAfter("Fri, 20 Nov 2026 15:01:30 GMT"));
        assertEquals(Duration.ZERO, retryAfter("Fri, 20 Nov 2026 14:00:00 GMT"));
        assertEquals(Duration.ofDays(1), retryAfter("999999999"));
    }

    @ParameterizedTest
    @CsvSource({"soon", "-1", "99999999999999999999", "''"})
    void ignores_what_it_cannot_read(String header) {
        assertEquals(null, retryAfter(header));
    }

    private static @Nullable Duration retryAfter(String header) {
        return PushAnswer.of(429, header, NOW).retryAfter();
    }
}
