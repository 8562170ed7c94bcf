package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.log.WriteProbe.Outcome;
import io.herald.log.WriteProbe.Trial;
import io.herald.loop.ManualLoop;
import io.herald.loop.PeriodicTasks;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class LogHealthTest {

    private static final Trial ACCEPTED = new Trial(Outcome.TAKEN, "");
    private static final Trial UNANSWERED = new Trial(Outcome.UNANSWERED, "");

    private final FakeConnections connections = new FakeConnections();
    private final LogMonitor monitor = new LogMonitor(connections);
    private final WriteMonitor writes = new WriteMonitor(() -> Uni.createFrom().nothing());
    private final LogHealth health = new LogHealth(monitor, writes);

    @Test
    void an_instance_that_has_never_reached_redis_never_becomes_ready() {
        for (int i = 0; i < 100; i++) {
            monitor.check().await().indefinitely();
            writes.onResult(UNANSWERED);
            assertEquals(Status.DOWN, status());
        }
        assertEquals(LogMonitor.State.AWAY, monitor.state());
        assertEquals("not reached since the start", monitor.description());
    }

    @Test
    void an_instance_that_reads_and_may_not_write_never_becomes_ready() {
        connections.open = true;
        connections.heard = true;
        writes.onResult(new Trial(Outcome.REFUSED, "NOPERM"));
        assertEquals(Status.DOWN, status());
    }

    @Test
    void an_instance_is_ready_as_soon_as_it_has_heard_from_redis_and_a_write_was_accepted() {
        monitor.check().await().indefinitely();
        connections.open = true;
        connections.heard = true;
        assertEquals(Status.DOWN, status(), "no write was accepted");
        writes.onResult(ACCEPTED);
        assertEquals(Status.UP, status(), "without waiting for the next look");
    }

    @Test
    void an_instance_that_has_worked_stays_ready_while_redis_is_away_for_all() {
        connections.open = true;
        connections.heard = true;
        writes.onResult(ACCEPTED);
        monitor.check().await().indefinitely();
        connections.heard = false;
        for (int i = 0; i < 10; i++) {
            monitor.check().await().indefinitely();
            writes.onResult(UNANSWERED);
            assertEquals(Status.UP, status());
        }
        assertEquals("degraded: away", monitor.description());
    }

    @Test
    void an_instance_whose_readers_alone_hear_nothing_is_unready() {
        connections.open = true;
        connections.heard = true;
        writes.onResult(ACCEPTED);
        connections.heard = false;
        connections.reachable = true;
        for (int i = 0; i < 10; i++) {
            monitor.check().await().indefinitely();
        }
        assertEquals(Status.DOWN, status());
        assertEquals("stuck", monitor.description());
    }

    @Test
    void an_instance_whose_first_read_takes_long_is_starting_and_not_stuck_as_long_as_bytes_arrive() {
        connections.heard = true;
        connections.reachable = true;
        for (int i = 0; i < 10; i++) {
            monitor.check().await().indefinitely();
        }
        assertEquals("starting", monitor.description());
    }

    /** The state is HEARD as soon as the connections say so, whenever the next look is. */
    @Test
    void the_first_look_is_at_once_and_readiness_waits_for_no_look() {
        ManualLoop loop = new ManualLoop();
        monitor.start(new StartupEvent(), new PeriodicTasks(() -> loop));
        loop.advance(Duration.ZERO);
        assertEquals(1, connections.asked);
        connections.open = true;
        connections.heard = true;
        writes.onResult(ACCEPTED);
        assertEquals(Status.UP, status());
    }

    private Status status() {
        return health.call().getStatus();
    }

    private static final class FakeConnections implements LogMonitor.Connections {

        private boolean open;
        private boolean heard;
        private boolean reachable;
        private int asked;

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public boolean isReceiving() {
            return heard;
        }

        @Override
        public Uni<Boolean> isReachable() {
            asked++;
            return Uni.createFrom().item(reachable);
        }
    }
}
