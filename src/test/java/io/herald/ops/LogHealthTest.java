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

    private final FakeReaders readers = new FakeReaders();
    private final LogMonitor watch = new LogMonitor(readers);
    private final WriteMonitor writes = new WriteMonitor(() -> Uni.createFrom().nothing());
    private final LogHealth health = new LogHealth(watch, writes);

    @Test
    void an_instance_that_has_never_reached_redis_never_becomes_ready() {
        for (int i = 0; i < 100; i++) {
            watch.look().await().indefinitely();
            writes.tried(UNANSWERED);
            assertEquals(Status.DOWN, status());
        }
        assertEquals(LogMonitor.State.AWAY, watch.state());
        assertEquals("not reached since the start", watch.description());
    }

    @Test
    void an_instance_that_reads_and_may_not_write_never_becomes_ready() {
        readers.open = true;
        readers.heard = true;
        writes.tried(new Trial(Outcome.REFUSED, "NOPERM"));
        assertEquals(Status.DOWN, status());
    }

    @Test
    void an_instance_is_ready_as_soon_as_it_has_heard_from_redis_and_a_write_was_accepted() {
        watch.look().await().indefinitely();
        readers.open = true;
        readers.heard = true;
        assertEquals(Status.DOWN, status(), "no write was accepted");
        writes.tried(ACCEPTED);
        assertEquals(Status.UP, status(), "without waiting for the next look");
    }

    @Test
    void an_instance_that_has_worked_stays_ready_while_redis_is_away_for_all() {
        readers.open = true;
        readers.heard = true;
        writes.tried(ACCEPTED);
        watch.look().await().indefinitely();
        readers.heard = false;
        for (int i = 0; i < 10; i++) {
            watch.look().await().indefinitely();
            writes.tried(UNANSWERED);
            assertEquals(Status.UP, status());
        }
        assertEquals("degraded: away", watch.description());
    }

    @Test
    void an_instance_whose_readers_alone_hear_nothing_is_unready() {
        readers.open = true;
        readers.heard = true;
        writes.tried(ACCEPTED);
        readers.heard = false;
        readers.reachable = true;
        for (int i = 0; i < 10; i++) {
            watch.look().await().indefinitely();
        }
        assertEquals(Status.DOWN, status());
        assertEquals("stuck", watch.description());
    }

    @Test
    void an_instance_whose_first_read_takes_long_is_starting_and_not_stuck_as_long_as_bytes_arrive() {
        readers.heard = true;
        readers.reachable = true;
        for (int i = 0; i < 10; i++) {
            watch.look().await().indefinitely();
        }
        assertEquals("starting", watch.description());
    }

    /** The state is HEARD as soon as the readers say so, whenever the next look is. */
    @Test
    void the_first_look_is_at_once_and_readiness_waits_for_no_look() {
        ManualLoop loop = new ManualLoop();
        watch.start(new StartupEvent(), new PeriodicTasks(() -> loop));
        loop.advance(Duration.ZERO);
        assertEquals(1, readers.asked);
        readers.open = true;
        readers.heard = true;
        writes.tried(ACCEPTED);
        assertEquals(Status.UP, status());
    }

    private Status status() {
        return health.call().getStatus();
    }

    private static final class FakeReaders implements LogMonitor.Readers {

        private boolean open;
        private boolean heard;
        private boolean reachable;
        private int asked;

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public boolean isHeard() {
            return heard;
        }

        @Override
        public Uni<Boolean> isReachable() {
            asked++;
            return Uni.createFrom().item(reachable);
        }
    }
}
