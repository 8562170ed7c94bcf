package io.herald.hooks;

import io.herald.database.OutcomeRecorder;
import io.herald.hooks.HookOutcome.Kind;
import io.herald.loop.NextRun;
import io.herald.webhooks.WebhookAnswer;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sends the events of one hook while this instance owns it: those of a subject one after the other, the subjects concurrently. A
 * subject is busy until the outcomes of its events are recorded, which bounds the events in memory and what the death of the instance
 * repeats. Thread-safe.
 */
final class HookDispatcher {

    /** How long an event is retried. Then it has failed, and the hook is disabled. */
    static final Duration RETRIED_FOR = Duration.ofDays(1);

    private static final int PAGE = 250;

    private final int concurrency;
    private final HookState state;
    private final HookQueue queue;
    private final BiFunction<String, byte[], CompletableFuture<WebhookAnswer>> sender;
    private final DeliveryBackoff backoff;
    private final Clock clock;
    private final Runnable request;
    private final OutcomeRecorder<HookOutcome> recorder;
    private final Set<String> busy = new HashSet<>();

    /** The events of the last read that are not in progress yet, by subject. */
    private final Map<String, Deque<HookEvent>> read = new LinkedHashMap<>();

    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private boolean stopping;

    /**
     * @param concurrency the number of subjects in progress at the same time
     * @param sender posts a body under an id; never fails
     * @param request requests a run soon
     */
    HookDispatcher(
            int concurrency,
            HookState state,
            HookQueue queue,
            BiFunction<String, byte[], CompletableFuture<WebhookAnswer>> sender,
            DeliveryBackoff backoff,
            Clock clock,
            Runnable request) {
        this.concurrency = concurrency;
        this.state = state;
        this.queue = queue;
        this.sender = sender;
        this.backoff = backoff;
        this.clock = clock;
        this.request = request;
        this.recorder = new OutcomeRecorder<>(queue::record, this::recorded);
    }

    /**
     * Begins to send the events that are due, as far as permits are free. Reads events only when those of the last read are in
     * progress. Does not wait for the outcomes.
     */
    Uni<NextRun> run() {
        sendRead();
        Set<String> excluded = excluded();
        if (!state.maySend() || free() <= 0) {
            return Uni.createFrom().item(NextRun.AFTER_PERIOD);
        }
        return queue.waiting(excluded, PAGE).invoke(this::begin).replaceWith(NextRun.AFTER_PERIOD);
    }

    private synchronized Set<String> excluded() {
        Set<String> excluded = new HashSet<>(backoff.delayed());
        excluded.addAll(busy);
        excluded.addAll(read.keySet());
        return excluded;
    }

    private synchronized int free() {
        return backoff.permits(concurrency) - busy.size();
    }

    /**
     * Begins no more requests. Returns a future that completes when the outcomes of those in progress are recorded; the caller bounds
     * the wait.
     */
    CompletableFuture<Void> stop() {
        synchronized (this) {
            stopping = true;
        }
        state.stop();
        completeIfIdle();
        return idle;
    }

    private void completeIfIdle() {
        boolean isIdle;
        synchronized (this) {
            isIdle = stopping && busy.isEmpty();
        }
        if (isIdle) {
            idle.complete(null);
        }
    }

    private void begin(List<HookEvent> waiting) {
        synchronized (this) {
            waiting.forEach(event -> read.computeIfAbsent(event.subject(), first -> new ArrayDeque<>())
                    .add(event));
        }
        sendRead();
    }

    private void sendRead() {
        for (Deque<HookEvent> events = take(); events != null; events = take()) {
            sendNext(events, events.getLast());
        }
    }

    /** Returns the events of the next subject, which is busy from now on; null if there is none or no permit is free. */
    private synchronized @Nullable Deque<HookEvent> take() {
        if (stopping || !state.maySend()) {
            // The next owner may send them meanwhile.
            read.clear();
        }
        if (read.isEmpty() || free() <= 0) {
            return null;
        }
        String subject = read.keySet().iterator().next();
        busy.add(subject);
        return read.remove(subject);
    }

    /** @param last an event of the subject */
    private void sendNext(Deque<HookEvent> rest, HookEvent last) {
        HookEvent event = rest.poll();
        if (event == null || !state.maySend()) {
            recorder.add(new HookOutcome(last, Kind.LAST));
            return;
        }
        sender.apply(event.id(), event.toJson()).thenAccept(answer -> {
            if (answer.isAccepted()) {
                accepted(event);
                sendNext(rest, last);
            } else {
                refused(event, answer);
                recorder.add(new HookOutcome(last, Kind.LAST));
            }
        });
    }

    private void accepted(HookEvent event) {
        backoff.succeeded(event.subject());
        recorder.add(new HookOutcome(event, Kind.DELIVERED));
        if (state.accepted()) {
            store(queue.setFailing(false));
        }
    }

    private void refused(HookEvent event, WebhookAnswer answer) {
        Instant now = clock.instant();
        backoff.failed(event.subject(), answer.retryAfter());
        if (state.refused(String.valueOf(answer.reason()), now)) {
            store(queue.setFailing(true));
        }
        if (!isFailingSince(event.failingSince(), now.minus(RETRIED_FOR))) {
            recorder.add(new HookOutcome(event, Kind.RETRIED));
            return;
        }
        recorder.add(new HookOutcome(event, Kind.FAILED));
        state.disable();
    }

    private static boolean isFailingSince(@Nullable Instant since, Instant time) {
        return since != null && !since.isAfter(time);
    }

    /** A change that is not stored is repeated with the next change of this state, or by the next owner. */
    private static void store(Uni<Void> change) {
        change.onFailure().recoverWithNull().subscribe().with(done -> {});
    }

    private void recorded(List<HookOutcome> outcomes) {
        synchronized (this) {
            outcomes.stream()
                    .filter(outcome -> outcome.kind() == Kind.LAST)
                    .forEach(outcome -> busy.remove(outcome.event().subject()));
        }
        completeIfIdle();
        request.run();
    }

    /** Called when this instance becomes the owner: the delays are those of an earlier time. */
    void reset() {
        synchronized (this) {
            read.clear();
        }
        backoff.clear();
    }
}
