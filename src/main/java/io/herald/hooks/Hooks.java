package io.herald.hooks;

import io.herald.hooks.HookStore.Claim;
import io.herald.loop.NextRun;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.herald.webhooks.Hook;
import io.herald.webhooks.HookRegistry;
import io.herald.webhooks.WebhookSenders;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts a dispatcher for each configured hook, and the tasks that they share. Without hooks it starts nothing. */
@ApplicationScoped
public class Hooks {

    /** After the checks of the settings. */
    private static final int AFTER_CHECKS = 4;

    private static final Duration MOVE = Duration.ofMillis(200);
    private static final Duration DISPATCH = Duration.ofMillis(250);
    private static final Duration CLAIM = Duration.ofSeconds(3);
    private static final Duration MEASURE = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** How long the shutdown waits for requests in progress. */
    private static final Duration LAST_REQUESTS = Duration.ofSeconds(2);

    private static final Duration LEAVING = Duration.ofSeconds(1);

    private final HookRegistry registry;
    private final HookStore store;
    private final HookEventStore events;
    private final StagedEventMover mover;
    private final WebhookSenders senders;
    private final PeriodicTasks tasks;
    private final Clock clock;
    private final HookMetrics metrics;
    private final UUID instance = UUID.randomUUID();
    private final List<RunningHook> running = new CopyOnWriteArrayList<>();
    private volatile boolean registered;
    private volatile boolean stopping;

    /** Written once, at the start. */
    private static final class RunningHook {
        private final Hook hook;
        private final HookState state;
        private final HookDispatcher dispatcher;
        private volatile @Nullable PeriodicTask task;

        RunningHook(Hooks parent, Hook hook) {
            this.hook = hook;
            this.state = new HookState(hook.name(), System::nanoTime);
            this.dispatcher = new HookDispatcher(
                    hook.concurrency(),
                    state,
                    new PostgresHookQueue(hook.name(), parent.events, parent.store),
                    parent.senders.hook(hook)::post,
                    new DeliveryBackoff(
                            System::nanoTime,
                            bound -> ThreadLocalRandom.current().nextLong(bound)),
                    parent.clock,
                    this::request);
        }

        void request() {
            PeriodicTask started = task;
            if (started != null) {
                started.request();
            }
        }
    }

    Hooks(
            HookRegistry registry,
            HookStore store,
            HookEventStore events,
            StagedEventMover mover,
            WebhookSenders senders,
            PeriodicTasks tasks,
            Clock clock,
            HookMetrics metrics) {
        this.registry = registry;
        this.store = store;
        this.events = events;
        this.mover = mover;
        this.senders = senders;
        this.tasks = tasks;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Returns the states of the hooks, in the order of their names. */
    public List<HookState> states() {
        return running.stream().map(one -> one.state).toList();
    }

    void start(@Observes @Priority(AFTER_CHECKS) StartupEvent started) {
        if (registry.hooks().isEmpty()) {
            return;
        }
        registry.hooks().forEach(hook -> running.add(new RunningHook(this, hook)));
        metrics.register(states());
        running.forEach(one -> {
            one.task = tasks.start(
                    "hooks.send." + one.hook.name(),
                    TaskTiming.every(DISPATCH).retry(RETRY),
                    late -> stopping ? Uni.createFrom().item(NextRun.AFTER_PERIOD) : one.dispatcher.run());
        });
        tasks.start("hooks.claim", TaskTiming.every(CLAIM).immediately().retry(RETRY), PeriodicWork.async(this::claim));
        tasks.start("hooks.move", TaskTiming.every(MOVE).retry(RETRY), late -> move());
        tasks.start("hooks.measure", TaskTiming.every(MEASURE), PeriodicWork.async(this::measure));
    }

    private Uni<NextRun> move() {
        if (!registered) {
            return Uni.createFrom().item(NextRun.AFTER_PERIOD);
        }
        return mover.run().invoke(next -> running.forEach(RunningHook::request));
    }

    private Uni<Void> claim() {
        if (stopping) {
            return Uni.createFrom().voidItem();
        }
        if (!registered) {
            return store.register(registry.hooks())
                    .invoke(() -> registered = true)
                    .chain(this::claim);
        }
        long until = System.nanoTime() + HookStore.LEASE.toNanos();
        List<String> names = running.stream().map(one -> one.hook.name()).toList();
        return store.claim(instance, names)
                .invoke(claims -> {
                    // One that is missing was removed while no instance could renew it.
                    registered = claims.size() == names.size();
                    claims.forEach(claim -> claimed(claim, until));
                })
                .replaceWithVoid();
    }

    private void claimed(Claim claim, long until) {
        running.stream().filter(one -> one.hook.name().equals(claim.hook())).forEach(one -> {
            boolean mightSend = one.state.maySend();
            one.state.claimed(claim, stopping ? System.nanoTime() : until);
            if (!mightSend && one.state.maySend()) {
                one.dispatcher.reset();
                one.request();
            }
        });
    }

    private Uni<?> measure() {
        return store.measure(running.stream().map(one -> one.hook.name()).toList())
                .invoke(measurements -> measurements.forEach(measurement -> running.stream()
                        .filter(one -> one.hook.name().equals(measurement.hook()))
                        .forEach(one -> one.state.measured(measurement))))
                .chain(metrics::readDropped);
    }

    /** Waits a moment for the requests in progress. Another instance repeats those that remain, as after a death. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        if (running.isEmpty()) {
            return;
        }
        CompletableFuture<?>[] idle =
                running.stream().map(one -> one.dispatcher.stop()).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(idle)
                .completeOnTimeout(null, LAST_REQUESTS.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        store.release(instance)
                .ifNoItem()
                .after(LEAVING)
                .fail()
                .onFailure()
                .recoverWithNull()
                .await()
                .indefinitely();
    }
}
