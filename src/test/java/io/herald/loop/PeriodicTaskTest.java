package io.herald.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PeriodicTaskTest {

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final Duration TICK = Duration.ofMillis(1);

    private final ManualLoop loop = new ManualLoop();
    private final long started = loop.nanoTime();

    /** When runs began, in milliseconds since the start of the test. */
    private final List<Long> runs = new ArrayList<>();

    private final List<UniEmitter<? super NextRun>> inProgress = new ArrayList<>();

    private PeriodicTask start(TaskTiming taskTiming, PeriodicWork periodicWork) {
        return PeriodicTask.start("test", loop, taskTiming, late -> {
            runs.add((loop.nanoTime() - started) / TICK.toNanos());
            return periodicWork.run(late);
        });
    }

    private PeriodicTask startManual() {
        return start(TaskTiming.every(PERIOD), late -> Uni.createFrom().emitter(inProgress::add));
    }

    private void end(NextRun next) {
        inProgress.remove(0).complete(next);
    }

    @Test
    void runs_once_a_period() {
        start(TaskTiming.every(PERIOD), PeriodicWork.sync(() -> {}));
        loop.advance(Duration.ofMillis(3_500));
        assertEquals(List.of(1_000L, 2_000L, 3_000L), runs);
    }

    @Test
    void runs_at_once_where_the_pace_says_so() {
        start(TaskTiming.every(PERIOD).immediately(), PeriodicWork.sync(() -> {}));
        loop.advance(PERIOD);
        assertEquals(List.of(0L, 1_000L), runs);
    }

    @Test
    void an_exception_does_not_end_it() {
        start(TaskTiming.every(PERIOD).retry(RETRY), PeriodicWork.sync(() -> {
            throw new IllegalStateException("expected by the test");
        }));
        loop.advance(Duration.ofMillis(1_500));
        assertEquals(List.of(1_000L, 1_200L, 1_400L), runs);
    }

    @Test
    void an_error_does_not_end_it() {
        start(TaskTiming.every(PERIOD), PeriodicWork.sync(() -> {
            throw new StackOverflowError("expected by the test");
        }));
        loop.advance(PERIOD.multipliedBy(2));
        assertEquals(2, runs.size());
    }

    @Test
    void a_failed_result_does_not_end_it() {
        start(
                TaskTiming.every(PERIOD).retry(RETRY),
                PeriodicWork.async(() -> Uni.createFrom().failure(new IllegalStateException("expected by the test"))));
        loop.advance(Duration.ofMillis(1_500));
        assertEquals(List.of(1_000L, 1_200L, 1_400L), runs);
    }

    @Test
    void a_run_does_not_begin_before_the_last_has_ended() {
        startManual();
        loop.advance(PERIOD.multipliedBy(10));
        assertEquals(List.of(1_000L), runs);
        end(NextRun.AFTER_PERIOD);
        loop.advance(PERIOD);
        assertEquals(List.of(1_000L, 11_000L), runs);
    }

    @Test
    void runs_that_a_stalled_loop_missed_are_not_made_up_for() {
        start(TaskTiming.every(PERIOD), PeriodicWork.sync(() -> {}));
        loop.advance(PERIOD);
        loop.stall(PERIOD.multipliedBy(10));
        loop.advance(PERIOD);
        assertEquals(List.of(1_000L, 11_000L, 11_500L), runs);
    }

    @Test
    void a_loop_that_is_always_a_little_late_keeps_the_rate() {
        start(TaskTiming.every(PERIOD), PeriodicWork.sync(() -> {}));
        loop.advance(Duration.ofMillis(100));
        for (int i = 0; i < 10; i++) {
            loop.stall(PERIOD);
            loop.advance(Duration.ZERO);
        }
        assertEquals(
                LongStream.rangeClosed(1, 10).map(n -> n * 1_000 + 100).boxed().toList(), runs);
    }

    @Test
    void a_run_is_given_how_late_it_is() {
        List<Long> lateness = new ArrayList<>();
        start(TaskTiming.every(PERIOD), late -> {
            lateness.add(late);
            return Uni.createFrom().item(NextRun.AFTER_PERIOD);
        });
        loop.advance(PERIOD);
        loop.stall(PERIOD.plusMillis(300));
        loop.advance(Duration.ZERO);
        assertEquals(List.of(0L, Duration.ofMillis(300).toNanos()), lateness);
    }

    @Test
    void a_backlog_is_worked_off_at_once_without_growing_the_stack() {
        int portions = 100_000;
        start(TaskTiming.every(PERIOD), late -> Uni.createFrom().item(NextRun.immediatelyIf(runs.size() < portions)));
        loop.advance(PERIOD);
        assertEquals(portions, runs.size());
        loop.advance(PERIOD);
        assertEquals(portions + 1, runs.size());
    }

    @Test
    void a_run_may_choose_the_next_delay() {
        start(TaskTiming.every(PERIOD), late -> Uni.createFrom().item(NextRun.after(RETRY)));
        loop.advance(Duration.ofMillis(1_500));
        assertEquals(List.of(1_000L, 1_200L, 1_400L), runs);
    }

    @Test
    void a_request_runs_it_at_once_and_begins_a_new_period() {
        PeriodicTask task = start(TaskTiming.every(PERIOD), PeriodicWork.sync(() -> {}));
        loop.advance(Duration.ofMillis(600));
        task.request();
        loop.advance(Duration.ofMillis(1_500));
        assertEquals(List.of(600L, 1_600L), runs);
    }

    @Test
    void requests_during_a_run_lead_to_one_more() {
        PeriodicTask task = startManual();
        loop.advance(PERIOD);
        for (int i = 0; i < 16; i++) {
            task.request();
            loop.advance(TICK);
        }
        assertEquals(1, runs.size());
        end(NextRun.AFTER_PERIOD);
        loop.advance(Duration.ZERO);
        assertEquals(2, runs.size());
        end(NextRun.AFTER_PERIOD);
        loop.advance(Duration.ofMillis(999));
        assertEquals(2, runs.size());
    }

    @Test
    void a_stopped_task_begins_no_run() {
        PeriodicTask task = start(TaskTiming.every(PERIOD), PeriodicWork.sync(() -> {}));
        loop.advance(PERIOD);
        task.stop();
        task.request();
        loop.advance(PERIOD.multipliedBy(5));
        assertEquals(1, runs.size());
        assertEquals(0, loop.timers());
    }

    @Test
    void a_run_that_is_in_progress_when_the_task_stops_is_the_last() {
        PeriodicTask task = startManual();
        loop.advance(PERIOD);
        task.stop();
        end(NextRun.IMMEDIATELY);
        loop.advance(PERIOD.multipliedBy(5));
        assertEquals(1, runs.size());
    }

    @Test
    void a_run_that_outlives_its_loop_ends_quietly() {
        PeriodicTask task = startManual();
        loop.advance(PERIOD);
        loop.shutDown();
        end(NextRun.AFTER_PERIOD);
        task.request();
        task.stop();
        assertTrue(inProgress.isEmpty());
        assertEquals(1, runs.size());
    }
}
