package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.loop.ManualLoop;
import io.herald.loop.PeriodicTasks;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionIndexPrunerTest {

    private static final Duration TTL = Duration.ofSeconds(45);

    private final ManualLoop loop = new ManualLoop();
    private final SteppedScriptRunner scripts = new SteppedScriptRunner();
    private final TestConnections testConnections = TestConnections.on(scripts);

    @BeforeEach
    void start() {
        new ConnectionIndexPruner(
                        new PeriodicTasks(() -> loop),
                        testConnections.store(),
                        testConnections.connectionStore(),
                        testConnections.presenceTracker(),
                        testConnections.config())
                .start(new StartupEvent());
    }

    /** Each answer of these scripts begins with 1, so the second call begins after the user 1. */
    @Test
    void each_run_continues_after_the_last_user_of_the_previous_one() {
        loop.advance(TTL);
        assertEquals(1, scripts.prunes(""));
        loop.advance(TTL);
        assertEquals(1, scripts.prunes("1"));
        scripts.away(true);
        loop.advance(TTL);
        scripts.away(false);
        loop.advance(TTL);
        assertEquals(2, scripts.prunes("1"));
    }

    /** Otherwise it would count towards the limit of the user as long as the instance lives. */
    @Test
    void a_connection_whose_removal_redis_has_lost_is_removed_again() {
        testConnections.join("alice", "ops");
        scripts.storeEnded("connection-of-alice", "alice");
        scripts.storeEnded("ended", "bob");
        loop.advance(TTL);
        assertEquals(1, scripts.removalsOf("ended"));
        assertEquals(0, scripts.removalsOf("connection-of-alice"));
    }
}
