package io.herald.loop;

import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Runs work periodically on one event loop.
 *
 * <ul>
 *   <li>A run that throws or fails does not end the task.
 *   <li>Runs never overlap. The next run is scheduled when a run has ended, from the loop and not from within the run, so
 *       the stack does not grow.
 *   <li>A loop that was late does not catch up on missed runs. The next pause is shortened by the lateness, but by half
 *       at most: a busy loop keeps the rate, and a stalled loop does not run the work twice in a row.
 *   <li>Requests to run now are coalesced: any number of requests during a run cause one more run.
 *   <li>After {@link #stop} no run begins. A run in progress completes.
 * </ul>
 *
 * <p>All fields that are neither final nor volatile are confined to the loop.
 */
public final class PeriodicTask {

    private static final Logger LOG = Logger.getLogger(PeriodicTask.class);

    private final String name;
    private final Loop loop;
    private final TaskTiming taskTiming;
    private final PeriodicWork periodicWork;
    private final AtomicBoolean requested = new AtomicBoolean();
    private volatile boolean stopped;
    private Loop.@Nullable Timer timer;
    private boolean running;
    private long dueNanos;
    private long late;
    private int consecutiveFailures;

    private PeriodicTask(String name, Loop loop, TaskTiming taskTiming, PeriodicWork periodicWork) {
        this.name = name;
        this.loop = loop;
        this.taskTiming = taskTiming;
        this.periodicWork = periodicWork;
    }

    /**
     * Starts a task. May be called on any thread.
     *
     * @param name identifies the task in the log
     */
    public static PeriodicTask start(String name, Loop loop, TaskTiming taskTiming, PeriodicWork periodicWork) {
        PeriodicTask task = new PeriodicTask(name, loop, taskTiming, periodicWork);
        task.onLoop(() -> task.schedule(taskTiming.first()));
        return task;
    }

    /** Requests a run as soon as the loop is free and no run is in progress. May be called on any thread. */
    public void request() {
        if (requested.compareAndSet(false, true)) {
            onLoop(this::runSoon);
        }
    }

    /** Stops the task. May be called on any thread, more than once. */
    public void stop() {
        stopped = true;
        onLoop(this::cancel);
    }

    private void runSoon() {
        // A run in progress may already have read the state that the request is about, so its end checks the flag.
        if (!running && requested.get()) {
            cancel();
            schedule(Duration.ZERO);
        }
    }

    private void schedule(Duration delay) {
        if (!stopped) {
            dueNanos = loop.nanoTime() + delay.toNanos();
            timer = loop.schedule(delay, this::begin);
        }
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void begin() {
        timer = null;
        if (stopped) {
            return;
        }
        running = true;
        requested.set(false);
        late = Math.max(0, loop.nanoTime() - dueNanos);
        run().subscribe().with(next -> onLoop(() -> succeeded(next)), failure -> onLoop(() -> failed(failure)));
    }

    /** Also catches errors: the cause of one, such as a lack of direct memory, may be over before the next run. */
    private Uni<NextRun> run() {
        try {
            return periodicWork.run(late);
        } catch (Throwable thrown) {
            if (consecutiveFailures == 0) {
                LOG.errorf(thrown, "task.threw task=%s", name);
            }
            return Uni.createFrom().failure(thrown);
        }
    }

    private void succeeded(NextRun next) {
        consecutiveFailures = 0;
        end(next.delay() == null ? pause() : next.delay());
    }

    private void failed(Throwable failure) {
        // A persistent failure is logged once. An unavailable server is logged by the monitor of that server.
        boolean isNews = consecutiveFailures++ == 0 && !(failure instanceof ProblemException);
        LOG.logf(
                isNews ? Level.WARN : Level.DEBUG,
                "task.failed task=%s retryMs=%d reason=\"%s\"",
                name,
                taskTiming.retry().toMillis(),
                failure);
        end(taskTiming.retry());
    }

    private void end(Duration delay) {
        running = false;
        schedule(requested.get() ? Duration.ZERO : delay);
    }

    private Duration pause() {
        long period = taskTiming.period().toNanos();
        return Duration.ofNanos(period - Math.min(late, period / 2));
    }

    private void onLoop(Runnable action) {
        try {
            loop.execute(action);
        } catch (RejectedExecutionException shutDown) {
            stopped = true;
        }
    }
}
