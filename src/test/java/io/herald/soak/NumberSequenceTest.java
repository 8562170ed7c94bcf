package io.herald.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.Cursor;
import io.herald.event.EventId;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The soak finds what these cases distinguish. */
class NumberSequenceTest {

    private static final long POSITION = 1_000;

    private final NumberSequence numbers = new NumberSequence("test");

    @BeforeEach
    void receiveTwo() {
        received(1);
        received(2);
    }

    @Test
    void a_number_that_comes_again_is_repeated() {
        received(2);
        assertCounts(0, 0, 1, 0);
    }

    @Test
    void only_the_last_number_may_come_again_after_a_reset() {
        reset();
        received(2);
        assertCounts(0, 0, 0, 1);
        received(2);
        assertCounts(0, 0, 1, 1);
        reset();
        received(1);
        assertCounts(0, 0, 2, 1);
    }

    @Test
    void a_missing_number_is_lost_until_a_reset_reports_it() {
        received(5);
        assertCounts(2, 0, 0, 0);
        reset();
        assertCounts(0, 2, 0, 0);
    }

    @Test
    void a_reset_reports_the_numbers_that_are_missing_next() {
        reset();
        received(4);
        assertCounts(0, 1, 0, 0);
        received(6);
        assertCounts(1, 1, 0, 0);
    }

    /**
     * After a failover, the history has newer numbers, of which some may be missing, too. The position of a lost event is unknown: it may
     * be that of the reset, although the number before it has an earlier one, and the number after it a later one.
     */
    @Test
    void a_reset_reports_all_numbers_up_to_its_position() {
        reset();
        numbers.received(3, at(POSITION - 2));
        numbers.received(5, at(POSITION - 1));
        assertCounts(0, 1, 0, 0);
        numbers.received(7, at(POSITION + 1));
        assertCounts(0, 2, 0, 0);
        numbers.received(9, at(POSITION + 2));
        assertCounts(1, 2, 0, 0);
    }

    private void reset() {
        numbers.reset(at(POSITION));
    }

    /** Receives an event beyond the position of the reset. */
    private void received(int number) {
        numbers.received(number, at(POSITION + 1));
    }

    private static Cursor at(long millis) {
        return Cursor.of(Map.of(0, new EventId(millis, 0)));
    }

    private void assertCounts(int lost, int reported, int repeated, int again) {
        assertEquals(lost, numbers.lost());
        assertEquals(reported, numbers.reported());
        assertEquals(repeated, numbers.repeated());
        assertEquals(again, numbers.again());
    }
}
