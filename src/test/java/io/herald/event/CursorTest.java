package io.herald.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    private final CursorFormat one = new CursorFormat(1);
    private final CursorFormat three = new CursorFormat(3);

    @Test
    void in_one_partition_a_cursor_is_spelled_as_the_id() {
        Cursor cursor = one.parse("1763650000000-2");
        assertEquals(new EventId(1_763_650_000_000L, 2), cursor.positionIn(0));
        assertEquals("1763650000000-2", one.format(cursor));
        assertEquals("1763650000000-2", one.formatId(0, cursor.positionIn(0)));
    }

    @Test
    void in_several_it_names_a_position_for_each_that_is_followed() {
        Cursor cursor = three.parse("2.20-1,0.10-0");
        assertEquals("0.10-0,2.20-1", three.format(cursor));
        assertNull(cursor.positionIn(1));
        assertEquals("0.10-0,2.30-0", three.format(cursor.with(2, new EventId(30, 0))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "1",
                "1-",
                "-1",
                "a-0",
                "1-0-0",
                " 1-0",
                "+1-0",
                "1.5-0",
                "0.1-0",
                "1-0,2-0",
                "9999999999999999-0"
            })
    void what_a_log_of_one_partition_cannot_have_given_out_is_no_cursor(String text) {
        assertNull(one.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1-0",
                "3.1-0",
                ".1-0",
                "-1.1-0",
                "0.1-0,0.2-0",
                "0.1-0,",
                "000000.1-0",
                "0.1-0,1.1-0,2.1-0,0.1-0"
            })
    void nor_what_a_log_of_three_cannot(String text) {
        assertNull(three.parse(text));
    }

    @Test
    void ids_are_ordered_by_time_then_by_number() {
        assertTrue(new EventId(2, 0).isAfter(new EventId(1, 9)));
        assertTrue(new EventId(2, 10).isAfter(new EventId(2, 9)));
        assertEquals(new EventId(2, 0), EventId.before(2));
        assertEquals(EventId.ZERO, EventId.before(-5));
    }

    @Test
    void a_channel_is_a_user_a_room_or_everyone() {
        assertEquals("a:b", Channel.parse("user:a:b").name());
        assertTrue(Channel.parse("room:ops").isRoom());
        assertNotNull(Channel.parse("everyone"));
        assertNull(Channel.parse("room:"));
        assertNull(Channel.parse("room:a b"));
        assertNull(Channel.parse("team:a"));
    }

    @Test
    void names_are_what_the_rules_allow_and_no_more() {
        assertTrue(NameSyntax.isName("A-z0.9_@:+|=~"));
        assertTrue(NameSyntax.isName("x".repeat(128)));
        assertFalse(NameSyntax.isName("x".repeat(129)));
        assertFalse(NameSyntax.isName("ä"));
        assertTrue(NameSyntax.isEventName("x".repeat(64)));
        assertFalse(NameSyntax.isEventName("x".repeat(65)));
        assertTrue(NameSyntax.isReserved("hb"));
        assertTrue(NameSyntax.isReserved("presence.x"));
        assertFalse(NameSyntax.isReserved("presence"));
        assertFalse(NameSyntax.isReserved("heartbeat"));
    }
}
