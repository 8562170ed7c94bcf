package io.herald.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EnvelopeTimeTest {

    @Test
    void a_time_has_three_decimals_whatever_was_encoded_before() {
        for (String time : new String[] {
            "2026-11-29T08:17:23.000Z",
            "2026-11-29T08:17:23.045Z",
            "2026-11-29T08:17:22.999Z",
            "1970-01-01T00:00:00.007Z",
            "1969-12-31T23:59:59.900Z"
        }) {
            assertEquals(time, Envelope.time(Instant.parse(time)));
        }
        assertEquals("2026-11-29T08:17:23.120Z", Envelope.time(Instant.parse("2026-11-29T08:17:23.1209Z")));
    }
}
