package io.herald.inbox;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommittedChangeTest {

    private static CommittedChange change(long changedItems, boolean known) {
        return new CommittedChange(new InboxChange(0, 1), changedItems, known, new UUID[0]);
    }

    @Test
    void an_item_that_had_this_state_is_in_the_inbox() {
        assertTrue(change(0, true).isInInbox());
    }

    @Test
    void an_item_that_is_projected_between_the_check_and_the_update_is_in_the_inbox() {
        assertTrue(change(1, false).isInInbox());
    }

    @Test
    void an_item_that_is_not_projected_yet_is_not_in_the_inbox() {
        assertFalse(change(0, false).isInInbox());
    }
}
