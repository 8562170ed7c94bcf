package io.herald.access;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoomPatternsTest {

    @Test
    void a_star_is_a_wildcard_only_at_the_end_of_a_pattern() {
        var rooms = RoomPatterns.of(List.of("ops", "team-*", "a*b"));
        assertTrue(rooms.matches("ops"));
        assertTrue(rooms.matches("team-"));
        assertTrue(rooms.matches("team-blue"));
        assertFalse(rooms.matches("ops2"));
        assertFalse(rooms.matches("axb"));
        assertTrue(RoomPatterns.of(List.of("*")).matches("anything"));
    }
}
