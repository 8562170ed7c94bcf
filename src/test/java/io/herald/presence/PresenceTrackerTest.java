package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PresenceTrackerTest {

    private static final int USERS = 200;
    private static final int AT_ONCE = 64;

    private final SteppedScripts scripts = new SteppedScripts();
    private final TestConnections testConnections = TestConnections.on(scripts);

    /** All of it at once would be more than the connection takes, and what it refuses would be said again at once. */
    @Test
    void everything_is_said_again_a_little_at_a_time() {
        for (int i = 0; i < USERS; i++) {
            testConnections.come("user-" + i, "ops");
        }
        scripts.stepping();
        testConnections.presenceTracker().setAll();
        int most = scripts.waiting();
        while (scripts.waiting() > 0) {
            scripts.step();
            most = Math.max(most, scripts.waiting());
        }
        assertEquals(AT_ONCE, most);
        assertEquals(USERS, scripts.times(", set, ops, user-"), "who is in the room");
        assertEquals(USERS, scripts.times(", hold, connection-of-user-"), "and by which connections");
    }

    @Test
    void what_redis_is_told_of_a_user_in_a_room_never_overtakes_what_it_was_told_before() {
        testConnections.come("alice", "ops");
        scripts.stepping();
        testConnections.presenceTracker().setAll();
        testConnections.come("alice", "ops");
        assertEquals(1, scripts.times(", ops, alice, "), "one at a time");
        while (scripts.waiting() > 0) {
            scripts.step();
        }
        assertEquals(", 2, ", scripts.last(", ops, alice, ").replaceAll(".*ops, alice, [^,]+(, [0-9]+, ).*", "$1"));
    }

    @Test
    void a_departure_that_redis_did_not_get_is_repeated() {
        testConnections.come("alice", "ops");
        scripts.away(true);
        testConnections.leave("alice", "ops");
        scripts.away(false);
        testConnections.presenceTracker().setAll();
        assertEquals(", 0, ", scripts.last(", ops, alice, ").replaceAll(".*ops, alice, [^,]+(, [0-9]+, ).*", "$1"));
    }

    @Test
    void an_arrival_whose_call_to_redis_throws_is_repeated() {
        scripts.isBroken = true;
        testConnections.come("alice", "ops");
        assertTrue(testConnections.presenceTracker().takeFailedWrite());
        scripts.isBroken = false;
        testConnections.presenceTracker().setAll();
        assertEquals(1, scripts.times(", set, ops, alice, "), "who is in the room");
        assertEquals(1, scripts.times(", hold, connection-of-alice"), "and by which connection");
    }

    @Test
    void what_could_not_be_said_is_known_until_it_was_asked_for() {
        testConnections.come("before", "ops");
        assertFalse(testConnections.presenceTracker().takeFailedWrite());
        scripts.away(true);
        testConnections.come("meanwhile", "ops");
        assertTrue(testConnections.presenceTracker().takeFailedWrite());
        assertFalse(testConnections.presenceTracker().takeFailedWrite());
    }
}
