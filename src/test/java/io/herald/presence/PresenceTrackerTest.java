package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PresenceTrackerTest {

    private static final int USERS = 200;
    private static final int CONCURRENCY = 64;

    private final SteppedScriptRunner scripts = new SteppedScriptRunner();
    private final TestConnections testConnections = TestConnections.on(scripts);

    /** Unbounded writes would exceed the queue of the connection, and rejected writes would be repeated immediately. */
    @Test
    void a_full_update_has_bounded_concurrency() {
        for (int i = 0; i < USERS; i++) {
            testConnections.join("user-" + i, "ops");
        }
        scripts.stepping();
        testConnections.presenceTracker().setAll();
        int maximum = scripts.waiting();
        while (scripts.waiting() > 0) {
            scripts.step();
            maximum = Math.max(maximum, scripts.waiting());
        }
        assertEquals(CONCURRENCY, maximum);
        assertEquals(USERS, scripts.usersIn("ops").size());
        for (int i = 0; i < USERS; i++) {
            assertEquals(1, scripts.writesOf("ops", "user-" + i));
            assertEquals(1, scripts.registrationsOf("connection-of-user-" + i));
        }
    }

    @Test
    void writes_for_a_user_in_a_room_are_never_reordered() {
        testConnections.join("alice", "ops");
        scripts.stepping();
        testConnections.presenceTracker().setAll();
        testConnections.join("alice", "ops");
        assertEquals(1, scripts.writesOf("ops", "alice"), "one write at a time");
        answerAll();
        assertEquals(2, scripts.connections("ops", "alice"));
    }

    @Test
    void a_failed_write_of_a_departure_is_repeated() {
        testConnections.join("alice", "ops");
        scripts.away(true);
        testConnections.leave("alice", "ops");
        scripts.away(false);
        testConnections.presenceTracker().setAll();
        assertEquals(0, scripts.connections("ops", "alice"));
    }

    @Test
    void a_write_of_a_join_that_throws_is_repeated() {
        scripts.isBroken = true;
        testConnections.join("alice", "ops");
        assertTrue(testConnections.presenceTracker().takeFailedWrite());
        scripts.isBroken = false;
        testConnections.presenceTracker().setAll();
        assertEquals(1, scripts.connections("ops", "alice"));
        assertEquals(1, scripts.registrationsOf("connection-of-alice"));
    }

    @Test
    void a_failed_write_is_reported_once() {
        testConnections.join("before", "ops");
        assertFalse(testConnections.presenceTracker().takeFailedWrite());
        scripts.away(true);
        testConnections.join("meanwhile", "ops");
        assertTrue(testConnections.presenceTracker().takeFailedWrite());
        assertFalse(testConnections.presenceTracker().takeFailedWrite());
    }

    @Test
    void writes_of_a_connection_are_never_reordered() {
        testConnections.join("alice", "ops");
        scripts.stepping();
        setVisible("alice", true);
        setVisible("alice", false);
        assertEquals(1, scripts.registrationsOf("connection-of-alice"), "one write at a time");
        assertTrue(scripts.isVisible("connection-of-alice"));
        answerAll();
        assertFalse(scripts.isVisible("connection-of-alice"));
    }

    @Test
    void the_visibility_of_a_connection_is_restored_after_redis_has_lost_it() {
        testConnections.join("alice", "ops");
        setVisible("alice", true);
        scripts.stepping();
        testConnections.presenceTracker().setAll();
        assertTrue(scripts.isVisible("connection-of-alice"));
    }

    @Test
    void a_user_does_not_see_the_connection_of_another() {
        testConnections.join("alice", "ops");
        assertNull(testConnections.presenceTracker().setVisible("mallory", "connection-of-alice", true));
    }

    @Test
    void a_visibility_that_another_instance_has_recorded_stays() {
        testConnections.join("alice", "ops");
        testConnections.presenceTracker().recordVisible("connection-of-alice", true);
        testConnections.leave("alice", "ops");
        assertTrue(scripts.isVisible("connection-of-alice"));
    }

    private void answerAll() {
        while (scripts.waiting() > 0) {
            scripts.step();
        }
    }

    private void setVisible(String user, boolean visible) {
        testConnections
                .presenceTracker()
                .setVisible(user, "connection-of-" + user, visible)
                .subscribe()
                .with(done -> {});
    }
}
