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
    private final long startTime = loop.nanoTime();

    /** The start of each run, in milliseconds since the start of the test. */
    private final List<Long> runs = new ArrayList<>();

    private final List<UniEmitter<? super NextRun>> inProgress = new ArrayList<>();

    private PeriodicTask start(TaskTiming taskTiming, PeriodicWork periodicWork) {
        return PeriodicTask.start("test", loop, taskTiming, late -> {
            runs.add((loop.nanoTime() - startTime) / TICK.toNanos());
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
    void a_task_runs_once_per_period() {
        start(TaskTiming.every(PERIOD), PeriodicWork.sync(() -> {}));
        loop.advance(Duration.ofMillis(3_500));
        assertEquals(List.of(1_000L, 2_000L, 3_000L), runs);
    }

    @Test
    void an_immediate_task_runs_at_its_start() {
        start(TaskTiming.every(PERIOD).immediately(), PeriodicWork.sync(() -> {}));
        loop.advance(PERIOD);
        assertEquals(List.of(0L, 1_000L), runs);
    }

    @Test
    void an_exception_does_not_stop_the_task() {
        start(TaskTiming.every(PERIOD).retry(RETRY), PeriodicWork.sync(() -> {
            throw new IllegalStateException("expected by the test");
        }));
        loop.advance(Duration.ofMillis(1_500));
        assertEquals(List.of(1_000L, 1_200L, 1_400L), runs);
    }

    @Test
    void an_error_does_not_stop_the_task() {
        start(TaskTiming.every(PERIOD), PeriodicWork.sync(() -> {
            throw new StackOverflowError("expected by the test");
        }));
        loop.advance(PERIOD.multipliedBy(2));
        assertEquals(2, runs.size());
    }

    @Test
    void a_failed_result_does_not_stop_the_task() {
        start(
                TaskTiming.every(PERIOD).retry(RETRY),
                PeriodicWork.async(() -> Uni.createFrom().failure(new IllegalStateException("expected by the test"))));
        loop.advance(Duration.ofMillis(1_500));
        assertEquals(List.of(1_000L, 1_200L, 1_400L), runs);
    }

    @Test
    void a_run_starts_after_the_previous_one_has_ended() {
        startManual();
        loop.advance(PERIOD.multipliedBy(10));
        assertEquals(List.of(1_000L), runs);
        end(NextRun.AFTER_PERIOD);
        loop.advance(PERIOD);
        assertEquals(List.of(1_000L, 11_000L), runs);
    }

    @Test
    void runs_that_a_stalled_loop_missed_are_skipped() {
        start(TaskTiming.every(PERIOD), PeriodicWork.sync(() -> {}));
        loop.advance(PERIOD);
        loop.stall(PERIOD.multipliedBy(10));
        loop.advance(PERIOD);
        assertEquals(List.of(1_000L, 11_000L, 11_500L), runs);
    }

    @Test
    void a_loop_that_is_always_late_keeps_the_rate() {
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
    void a_run_receives_its_delay() {
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
    void a_backlog_is_processed_at_once_without_growing_the_stack() {
        int batches = 100_000;
        start(TaskTiming.every(PERIOD), late -> Uni.createFrom().item(NextRun.immediatelyIf(runs.size() < batches)));
        loop.advance(PERIOD);
        assertEquals(batches, runs.size());
        loop.advance(PERIOD);
        assertEquals(batches + 1, runs.size());
    }

    @Test
    void a_run_may_choose_the_next_delay() {
        start(TaskTiming.every(PERIOD), late -> Uni.createFrom().item(NextRun.after(RETRY)));
        loop.advance(Duration.ofMillis(1_500));
        assertEquals(List.of(1_000L, 1_200L, 1_400L), runs);
    }

    @Test
    void a_request_runs_the_task_at_once_and_starts_a_new_period() {
        PeriodicTask task = start(TaskTiming.every(PERIOD), PeriodicWork.sync(() -> {}));
        loop.advance(Duration.ofMillis(600));
        task.request();
        loop.advance(Duration.ofMillis(1_500));
        assertEquals(List.of(600L, 1_600L), runs);
    }

    @Test
    void requests_during_a_run_cause_one_more_run() {
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
    void a_stopped_task_does_not_run() {
        PeriodicTask task = start(TaskTiming.every(PERIOD), PeriodicWork.sync(() -> {}));
        loop.advance(PERIOD);
        task.stop();
        task.request();
        loop.advance(PERIOD.multipliedBy(5));
        assertEquals(1, runs.size());
        assertEquals(0, loop.timers());
    }

    @Test
    void a_run_in_progress_when_the_task_stops_is_the_last() {
        PeriodicTask task = startManual();
        loop.advance(PERIOD);
        task.stop();
        end(NextRun.IMMEDIATELY);
        loop.advance(PERIOD.multipliedBy(5));
        assertEquals(1, runs.size());
    }

    @Test
    void a_run_that_ends_after_its_loop_has_shut_down_is_ignored() {
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
