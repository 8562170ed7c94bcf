package io.herald.push.delivery;

import io.herald.database.OutcomeRecorder;
import io.herald.loop.NextRun;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.RetryDelay;
import io.herald.loop.TaskTiming;
import io.herald.push.delivery.PushDelivery.Delivered;
import io.herald.push.queue.DueOrigin;
import io.herald.push.queue.PushJob;
import io.herald.push.queue.PushOutcome;
import io.herald.push.queue.PushQueue;
import io.herald.push.queue.SenderLiveness;
import io.herald.push.settings.PushConfig;
import io.herald.push.settings.PushSettings;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Claims the pushes that are due, as many as there are permits, and sends them. All instances do so; a push belongs to the
 * instance that has claimed it until its outcome is recorded.
 */
@ApplicationScoped
public class PushDispatcher {

    private static final Logger LOG = Logger.getLogger("io.herald.push");
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration FINE = Duration.ofSeconds(60);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** How long the shutdown waits for pushes in progress. */
    private static final Duration LAST_PUSHES = Duration.ofSeconds(2);

    private static final Duration LEAVING = Duration.ofSeconds(1);
    private static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();

    private final PushQueue queue;
    private final SenderLiveness liveness;
    private final PushSelection selection;
    private final PushDelivery delivery;
    private final PushSettings settings;
    private final PeriodicTasks tasks;
    private final Clock clock;
    private final PushPermits permits;
    private final OutcomeRecorder<PushOutcome> recorder;
    private final int worthARun;
    private final AtomicInteger released = new AtomicInteger();
    private volatile @Nullable PeriodicTask task;
    private volatile Duration late = Duration.ZERO;
    private volatile boolean saturated;
    private volatile boolean stopping;

    /** Increases with each attempt to begin one. Confined to the task. */
    private long epoch;

    /** Whether the epoch has begun, and every claim of it has succeeded. */
    private volatile boolean certain;

    PushDispatcher(
            PushQueue queue,
            SenderLiveness liveness,
            PushSelection selection,
            PushDelivery delivery,
            PushSettings settings,
            PushConfig config,
            PeriodicTasks tasks,
            Clock clock) {
        this.queue = queue;
        this.liveness = liveness;
        this.selection = selection;
        this.delivery = delivery;
        this.settings = settings;
        this.tasks = tasks;
        this.clock = clock;
        RetryDelay pauses = new RetryDelay(
                FIRST_PAUSE, LONGEST_PAUSE, bound -> ThreadLocalRandom.current().nextLong(bound));
        this.permits = new PushPermits(config.concurrency(), pauses, System::nanoTime);
        this.worthARun = permits.perOrigin() / 4;
        this.recorder = new OutcomeRecorder<>(outcomes -> queue.finish(liveness.instance(), outcomes), this::release);
    }

    void start(@Observes StartupEvent started) {
        if (settings.isEnabled()) {
            task = tasks.start("push.send", TaskTiming.every(POLL).retry(RETRY), lateness -> run());
        }
    }

    void stopClaiming(@Observes ShutdownDelayInitiatedEvent stopping) {
        this.stopping = true;
    }

    /** Waits a moment for the pushes in progress. Other instances repeat those that remain, as after a death. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        if (task == null) {
            return;
        }
        long deadline = System.nanoTime() + LAST_PUSHES.toNanos();
        while (permits.count() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        if (permits.count() == 0) {
            liveness.leave().onFailure().recoverWithNull().await().atMost(LEAVING);
        }
    }

    /** Returns how long the oldest push has been due, over all instances. */
    public Duration late() {
        return late;
    }

    /** Returns whether the oldest push has been due for longer than a short peak of load explains. */
    public boolean isBehind() {
        return late.compareTo(FINE) > 0;
    }

    /** Returns the number of pushes that this instance has in progress. */
    public int inProgress() {
        return permits.count();
    }

    /** Returns whether more pushes are due than this instance may have in progress. */
    boolean isSaturated() {
        return saturated;
    }

    /** Requests a claim now, because pushes have been added. */
    void request() {
        PeriodicTask started = task;
        if (started != null) {
            started.request();
        }
    }

    private Uni<NextRun> run() {
        if (stopping || !liveness.isRegistered()) {
            return Uni.createFrom().item(NextRun.AFTER_PERIOD);
        }
        return beginEpoch().chain(queue::dueOrigins).chain(this::claim).replaceWith(NextRun.AFTER_PERIOD);
    }

    /** Begins a new epoch if a claim has failed: it may take effect nevertheless, or has found this sender removed. */
    private Uni<Void> beginEpoch() {
        return certain
                ? Uni.createFrom().voidItem()
                : queue.beginEpoch(liveness.instance(), ++epoch, permits.inProgress())
                        .invoke(() -> certain = true);
    }

    private Uni<Void> claim(List<DueOrigin> due) {
        late = due.isEmpty() ? Duration.ZERO : due.get(0).late();
        Map<String, Integer> most = permits.plan(due);
        if (most.isEmpty()) {
            saturated = permits.isShort(due);
            return Uni.createFrom().voidItem();
        }
        released.set(0);
        int planned = most.values().stream().mapToInt(Integer::intValue).sum();
        return queue.claim(liveness.instance(), epoch, most, permits.inProgress())
                .onFailure()
                .invoke(failure -> certain = false)
                .invoke(jobs -> {
                    saturated = jobs.size() >= planned;
                    jobs.forEach(permits::take);
                    selection.select(jobs, recorder::add, this::send);
                })
                .replaceWithVoid();
    }

    private void send(PushSelection.Selected selected) {
        PushJob job = selected.job();
        if (stopping) {
            recorder.add(PushOutcome.later(job, clock.instant(), job.attempts(), job.waited()));
            return;
        }
        delivery.send(job, selected.target(), selected.content()).thenAccept(delivered -> {
            observe(job.origin(), delivered);
            recorder.add(delivered.outcome());
        });
    }

    /** Pauses a push service that fails. */
    private void observe(String origin, Delivered delivered) {
        PushAnswer answer = delivered.answer();
        if (answer == null) {
            return;
        }
        if (answer.type() != PushAnswer.Type.TEMPORARY) {
            permits.succeeded(origin);
            return;
        }
        Duration pause = permits.failed(origin, answer.retryAfter());
        if (pause != null) {
            LOG.warnf(
                    "push.origin.paused origin=%s status=%d durationMs=%d", origin, answer.status(), pause.toMillis());
        }
    }

    private void release(List<PushOutcome> recorded) {
        recorded.forEach(outcome -> permits.release(outcome.job()));
        if (released.addAndGet(recorded.size()) >= worthARun && saturated) {
            request();
        }
    }
}
