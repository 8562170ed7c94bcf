package io.herald.outbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-20T15:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                0                             | PT0S
                120                           | PT2M
                999999999                     | PT24H
                Fri, 20 Nov 2026 15:00:30 GMT | PT30S
                Fri, 20 Nov 2026 14:00:00 GMT | PT0S
                Sat, 20 Nov 2027 15:00:00 GMT | PT24H
                """)
    void seconds_and_dates_are_waits_of_up_to_a_day(String header, Duration wait) {
        assertEquals(wait, RetryAfter.parse(header, NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "soon", "1.5", "9999999999"})
    void an_unreadable_header_demands_nothing(String header) {
        assertNull(RetryAfter.parse(header, NOW));
    }

    @Test
    void no_header_demands_nothing() {
        assertNull(RetryAfter.parse(null, NOW));
    }
}
