package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Waiting;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseTest {

    /** Far less than the 15 s after which a lease of 45 s is renewed, and enough for a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Vertx vertx = Vertx.vertx();
    private final SteppedScripts scripts = new SteppedScripts();
    private final Attendants attendants = Attendants.on(scripts);
    private final Lease lease = new Lease(vertx, attendants.store(), attendants.config(), attendants.roster());

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void an_instance_that_did_not_reach_redis_at_first_takes_its_lease_soon_after() {
        scripts.away(true);
        lease.start(new StartupEvent());
        assertEquals(0, scripts.times("lease"));
        scripts.away(false);
        Waiting.until("it is taken", SOON, () -> scripts.times("lease") == 1);
    }

    @Test
    void one_that_had_it_at_once_is_in_no_hurry() {
        lease.start(new StartupEvent());
        assertEquals(1, scripts.times("lease"));
        // Sweeps come every second, so that by the second one any hurry would have shown.
        Waiting.until("time has passed", () -> scripts.times("sweep") >= 2);
        assertEquals(1, scripts.times("lease"));
    }
}
