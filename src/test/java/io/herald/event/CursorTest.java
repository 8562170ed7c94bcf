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

    private final CursorFormat onePartition = new CursorFormat(1);
    private final CursorFormat threePartitions = new CursorFormat(3);

    @Test
    void with_one_partition_a_cursor_is_formatted_as_the_id() {
        Cursor cursor = onePartition.parse("1763650000000-2");
        assertEquals(new EventId(1_763_650_000_000L, 2), cursor.positionIn(0));
        assertEquals("1763650000000-2", onePartition.format(cursor));
        assertEquals("1763650000000-2", onePartition.formatId(0, cursor.positionIn(0)));
    }

    @Test
    void with_several_partitions_a_cursor_has_a_position_for_each_followed_one() {
        Cursor cursor = threePartitions.parse("2.20-1,0.10-0");
        assertEquals("0.10-0,2.20-1", threePartitions.format(cursor));
        assertNull(cursor.positionIn(1));
        assertEquals("0.10-0,2.30-0", threePartitions.format(cursor.with(2, new EventId(30, 0))));
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
    void with_one_partition_any_other_text_is_not_a_cursor(String text) {
        assertNull(onePartition.parse(text));
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
    void with_three_partitions_any_other_text_is_not_a_cursor(String text) {
        assertNull(threePartitions.parse(text));
    }

    @Test
    void ids_are_ordered_by_time_then_by_sequence() {
        assertTrue(new EventId(2, 0).isAfter(new EventId(1, 9)));
        assertTrue(new EventId(2, 10).isAfter(new EventId(2, 9)));
    }

    @Test
    void the_position_before_a_time_is_before_the_first_id_of_that_time() {
        assertTrue(EventId.before(2).isBefore(new EventId(2, 0)));
        assertTrue(EventId.before(2).isAfter(new EventId(1, 1_000_000)));
        assertEquals(EventId.ZERO, EventId.before(0));
        assertEquals(EventId.ZERO, EventId.before(-5));
        assertEquals(EventId.before(2), EventId.parse(EventId.before(2).toString()));
    }

    @Test
    void no_id_is_between_an_id_and_its_predecessor() {
        assertEquals(new EventId(2, 6), new EventId(2, 7).predecessor());
        assertEquals(EventId.before(2), new EventId(2, 0).predecessor());
        assertEquals(EventId.ZERO, EventId.ZERO.predecessor());
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
    void names_follow_the_syntax_of_the_contract() {
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
