package io.herald.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ScanBoundTest {

    private final ScanBound scanBound = new ScanBound();

    @Test
    void reads_start_at_the_beginning_until_the_transactions_of_the_first_look_have_ended() {
        scanBound.observe(100, null, 50, 101);
        assertEquals(0, scanBound.position());
        scanBound.observe(100, null, 60, 105);
        assertEquals(0, scanBound.position(), "transaction 100 may commit a row at 50 or before");
        scanBound.observe(101, null, 70, 110);
        assertEquals(50, scanBound.position());
    }

    @Test
    void an_open_transaction_holds_the_bound_below_all_positions_that_it_may_use() {
        scanBound.observe(100, null, 50, 101);
        scanBound.observe(120, null, 80, 121);
        for (int look = 0; look < 10; look++) {
            scanBound.observe(120, null, 1_000 + look, 500 + look);
        }
        assertEquals(50, scanBound.position());
        scanBound.observe(600, null, 2_000, 601);
        assertEquals(80, scanBound.position());
    }

    @Test
    void the_bound_stays_below_a_visible_row() {
        scanBound.observe(100, null, 50, 101);
        scanBound.observe(102, 20L, 60, 103);
        assertEquals(19, scanBound.position());
    }

    @Test
    void the_bound_never_decreases_while_the_table_is_the_same() {
        scanBound.observe(100, null, 50, 101);
        scanBound.observe(102, null, 60, 103);
        scanBound.observe(104, 30L, 70, 105);
        assertEquals(50, scanBound.position());
    }

    @Test
    void a_table_that_was_created_again_is_read_from_its_beginning() {
        scanBound.observe(100, null, 50, 101);
        scanBound.observe(102, null, 60, 103);
        scanBound.observe(104, 1L, 3, 105);
        assertEquals(0, scanBound.position());
    }
}
