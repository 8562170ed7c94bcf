package io.herald.loop;

import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs some work again and again on one event loop.
 *
 * <ul>
 *   <li>A run that throws or fails does not end the task.
 *   <li>A run never overlaps the one before. The next is scheduled when a run has ended, from the loop and not from within
 *       the run, so the stack does not grow.
 *   <li>A loop that was late does not make up for missed runs. The next pause is shortened by the lateness, by half at most:
 *       a busy loop keeps the rate, and a stalled one does not run the work twice in a row.
 *   <li>Requests to run now are coalesced: while a run is in progress, any number of them lead to one more run.
 *   <li>After {@link #stop} no run begins. One that is in progress ends undisturbed.
 * </ul>
 *
 * All fields but the volatile ones are confined to the loop.
 */
public final class PeriodicTask {

    private static final Logger LOG = Logger.getLogger(PeriodicTask.class);

    private final String name;
    private final Loop loop;
    private final MessageRateLimiter messageRateLimiter;
    private final PeriodicWork periodicWork;
    private final AtomicBoolean requested = new AtomicBoolean();
    private volatile boolean stopped;
    private Loop.@Nullable Timer timer;
    private boolean running;
    private long due;
    private long late;
    private int failures;

    private PeriodicTask(String name, Loop loop, MessageRateLimiter messageRateLimiter, PeriodicWork periodicWork) {
        this.name = name;
        this.loop = loop;
        this.messageRateLimiter = messageRateLimiter;
        this.periodicWork = periodicWork;
    }

    /**
     * May be called on any thread.
     *
     * @param name identifies the task in the log
     */
    public static PeriodicTask start(
            String name, Loop loop, MessageRateLimiter messageRateLimiter, PeriodicWork periodicWork) {
        PeriodicTask task = new PeriodicTask(name, loop, messageRateLimiter, periodicWork);
        task.onLoop(() -> task.schedule(messageRateLimiter.first()));
        return task;
    }

    /** Runs the work as soon as the loop is free and no run is in progress. May be called on any thread. */
    public void request() {
        if (requested.compareAndSet(false, true)) {
            onLoop(this::expedite);
        }
    }

    /** May be called on any thread, more than once. */
    public void stop() {
        stopped = true;
        onLoop(this::cancel);
    }

    private void expedite() {
        // A run in progress may already have passed what the request is about; its end looks at the flag.
        if (!running && requested.get()) {
            cancel();
            schedule(Duration.ZERO);
        }
    }

    private void schedule(Duration delay) {
        if (!stopped) {
            due = loop.nanoTime() + delay.toNanos();
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
        late = Math.max(0, loop.nanoTime() - due);
        run().subscribe().with(next -> onLoop(() -> succeeded(next)), failure -> onLoop(() -> failed(failure)));
    }

    /** Also catches errors: one that a run meets, such as a lack of direct memory, may have passed before the next. */
    private Uni<NextRun> run() {
        try {
            return periodicWork.run(late);
        } catch (Throwable thrown) {
            if (failures == 0) {
                LOG.errorf(thrown, "task.threw task=%s", name);
            }
            return Uni.createFrom().failure(thrown);
        }
    }

    private void succeeded(NextRun next) {
        failures = 0;
        end(next.delay() == null ? pause() : next.delay());
    }

    private void failed(Throwable failure) {
        // A failure that lasts is reported once, and a server that is unavailable by whoever watches that server.
        boolean isNews = failures++ == 0 && !(failure instanceof ProblemException);
        Logger.Level level = isNews ? Logger.Level.WARN : Logger.Level.DEBUG;
        LOG.logf(
                level,
                "task.failed task=%s retryMs=%d reason=\"%s\"",
                name,
                messageRateLimiter.retry().toMillis(),
                failure);
        end(messageRateLimiter.retry());
    }

    private void end(Duration delay) {
        running = false;
        schedule(requested.get() ? Duration.ZERO : delay);
    }

    private Duration pause() {
        long period = messageRateLimiter.period().toNanos();
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
