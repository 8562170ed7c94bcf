package io.herald.access.ticket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerJsonTest {

    @Test
    void a_caller_is_unchanged_after_the_round_trip_through_a_ticket() {
        var caller = new Caller(
                "alice",
                Set.of("publisher"),
                RoomPatterns.of(List.of("ops", "team-*")),
                RoomPatterns.NONE,
                Instant.ofEpochSecond(1_800_000_000),
                Instant.ofEpochSecond(1_700_000_000),
                "jti\"1");
        assertEquals(caller, CallerJson.read(CallerJson.write(caller)));
    }
}
