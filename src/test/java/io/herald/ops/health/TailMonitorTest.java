package io.herald.ops.health;

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

class TailMonitorTest {

    private static final Trial ACCEPTED = new Trial(Outcome.ACCEPTED, "");
    private static final Trial UNANSWERED = new Trial(Outcome.UNANSWERED, "");

    private final FakeConnections connections = new FakeConnections();
    private final TailMonitor monitor = new TailMonitor(connections);
    private final LogWriteMonitor writes =
            new LogWriteMonitor(() -> Uni.createFrom().nothing());
    private final LogReadiness health = new LogReadiness(monitor, writes);

    @Test
    void an_instance_that_never_reaches_redis_never_becomes_ready() {
        for (int i = 0; i < 100; i++) {
            monitor.check().await().indefinitely();
            writes.onResult(UNANSWERED);
            assertEquals(Status.DOWN, status());
        }
        assertEquals(TailState.UNREACHABLE, monitor.state());
        assertEquals("not reached since the start", monitor.description());
    }

    @Test
    void an_instance_that_can_read_but_not_write_never_becomes_ready() {
        connections.open = true;
        connections.receiving = true;
        writes.onResult(new Trial(Outcome.REFUSED, "NOPERM"));
        assertEquals(Status.DOWN, status());
    }

    @Test
    void an_instance_is_ready_once_its_tail_readers_receive_and_a_write_is_accepted() {
        monitor.check().await().indefinitely();
        connections.open = true;
        connections.receiving = true;
        assertEquals(Status.DOWN, status(), "no write was accepted");
        writes.onResult(ACCEPTED);
        assertEquals(Status.UP, status(), "before the next check");
    }

    @Test
    void an_instance_that_was_ready_stays_ready_while_redis_is_unreachable() {
        connections.open = true;
        connections.receiving = true;
        writes.onResult(ACCEPTED);
        monitor.check().await().indefinitely();
        connections.receiving = false;
        for (int i = 0; i < 10; i++) {
            monitor.check().await().indefinitely();
            writes.onResult(UNANSWERED);
            assertEquals(Status.UP, status());
        }
        assertEquals("degraded: unreachable", monitor.description());
    }

    @Test
    void an_instance_whose_readers_alone_receive_nothing_becomes_unready() {
        connections.open = true;
        connections.receiving = true;
        writes.onResult(ACCEPTED);
        connections.receiving = false;
        connections.reachable = true;
        for (int i = 0; i < 10; i++) {
            monitor.check().await().indefinitely();
        }
        assertEquals(Status.DOWN, status());
        assertEquals("stuck", monitor.description());
    }

    @Test
    void an_instance_with_a_slow_first_read_is_starting_and_not_stuck_while_bytes_arrive() {
        connections.receiving = true;
        connections.reachable = true;
        for (int i = 0; i < 10; i++) {
            monitor.check().await().indefinitely();
        }
        assertEquals("starting", monitor.description());
    }

    /** The state is RECEIVING as soon as the connections report it, whenever the next check runs. */
    @Test
    void the_first_check_runs_immediately_and_readiness_waits_for_no_check() {
        ManualLoop loop = new ManualLoop();
        monitor.start(new StartupEvent(), new PeriodicTasks(() -> loop));
        loop.advance(Duration.ZERO);
        assertEquals(1, connections.checks);
        connections.open = true;
        connections.receiving = true;
        writes.onResult(ACCEPTED);
        assertEquals(Status.UP, status());
    }

    private Status status() {
        return health.call().getStatus();
    }

    private static final class FakeConnections implements TailMonitor.Connections {

        private boolean open;
        private boolean receiving;
        private boolean reachable;
        private int checks;

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public boolean isReceiving() {
            return receiving;
        }

        @Override
        public Uni<Boolean> isReachable() {
            checks++;
            return Uni.createFrom().item(reachable);
        }
    }
}
