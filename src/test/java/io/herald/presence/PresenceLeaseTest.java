package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.loop.ManualLoop;
import io.herald.loop.PeriodicTasks;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PresenceLeaseTest {

    private final ManualLoop loop = new ManualLoop();
    private final SteppedScriptRunner scripts = new SteppedScriptRunner();
    private final TestConnections testConnections = TestConnections.on(scripts);
    private final PresenceLease presenceLease = new PresenceLease(
            new PeriodicTasks(() -> loop),
            testConnections.store(),
            testConnections.config(),
            testConnections.presenceTracker());

    private void start() {
        presenceLease.start(new StartupEvent());
        loop.advance(Duration.ZERO);
    }

    @Test
    void an_instance_that_cannot_reach_redis_acquires_its_lease_soon_afterwards() {
        scripts.away(true);
        start();
        assertEquals(0, scripts.leases());
        scripts.away(false);
        loop.advance(Duration.ofMillis(200));
        assertEquals(1, scripts.leases());
    }

    @Test
    void the_lease_is_renewed_three_times_per_ttl() {
        start();
        assertEquals(1, scripts.leases());
        loop.advance(Duration.ofMillis(14_999));
        assertEquals(1, scripts.leases());
        loop.advance(Duration.ofSeconds(15));
        assertEquals(2, scripts.leases());
    }

    /** A failover to a replica that lacks the departure raises no error. */
    @Test
    void a_departure_that_redis_has_lost_is_written_again_at_a_renewal() {
        start();
        scripts.store("ops", "alice", 1);
        loop.advance(Duration.ofSeconds(15));
        assertEquals(0, scripts.connections("ops", "alice"));
    }

    @Test
    void an_arrival_that_redis_has_lost_is_written_again_at_a_renewal() {
        testConnections.join("alice", "ops");
        start();
        scripts.store("ops", "alice", 1);
        long writes = scripts.writesOf("ops", "alice");
        loop.advance(Duration.ofSeconds(15));
        assertEquals(writes, scripts.writesOf("ops", "alice"), "no difference");
        scripts.store("ops", "alice", 0);
        loop.advance(Duration.ofSeconds(15));
        assertEquals(writes + 1, scripts.writesOf("ops", "alice"));
        assertEquals(1, scripts.connections("ops", "alice"));
    }

    @Test
    void expired_leases_are_swept_about_once_a_second_also_after_redis_was_unreachable() {
        start();
        scripts.away(true);
        loop.advance(Duration.ofSeconds(10));
        assertEquals(0, scripts.sweeps());
        scripts.away(false);
        loop.advance(Duration.ofSeconds(2));
        long sweeps = scripts.sweeps();
        assertTrue(sweeps >= 1 && sweeps <= 4, "sweeps: " + sweeps);
    }
}
