package io.herald.hooks;

import io.herald.loop.RetryDelay;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a hook is called again. A failed event delays its subject only. If several subjects fail and none succeeds, the hook
 * itself fails: it is then called with one request at a time and with pauses. When a subject succeeds again, all others are due.
 * Thread-safe.
 */
final class DeliveryBackoff {

    /** Subjects that fail in succession, after which the hook counts as failing. */
    private static final int FAILING_SUBJECTS = 5;

    /** Delays that are remembered. Beyond it, the subject that has waited longest is due. */
    private static final int MAX_SUBJECTS = 1_000;

    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_DEMAND = Duration.ofMinutes(15);

    private record Delay(int failures, long dueNanos) {}

    private final LongSupplier nanos;
    private final RetryDelay delays;
    private final RetryDelay pauses;
    private final Map<String, Delay> bySubject = new LinkedHashMap<>();
    private int failingSubjects;
    private int failedProbes;
    private long pausedUntilNanos;

    /** @param randomBelow returns a random number from 0 up to a bound, exclusive */
    DeliveryBackoff(LongSupplier nanos, LongUnaryOperator randomBelow) {
        this.nanos = nanos;
        this.delays = new RetryDelay(FIRST_DELAY, LONGEST_DELAY, randomBelow);
        this.pauses = new RetryDelay(FIRST_PAUSE, LONGEST_PAUSE, randomBelow);
        this.pausedUntilNanos = nanos.getAsLong();
    }

    /** Returns how many requests may be in progress, of at most {@code concurrency}. */
    synchronized int permits(int concurrency) {
        if (pausedUntilNanos - nanos.getAsLong() > 0) {
            return 0;
        }
        return isHookFailing() ? 1 : concurrency;
    }

    /** Returns the subjects that are not due. */
    synchronized Set<String> delayed() {
        long now = nanos.getAsLong();
        return bySubject.entrySet().stream()
                .filter(entry -> entry.getValue().dueNanos() - now > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    synchronized void succeeded(String subject) {
        boolean isRestored = bySubject.remove(subject) != null;
        if (isRestored || isHookFailing()) {
            // What made the others fail is probably over, too.
            long now = nanos.getAsLong();
            bySubject.replaceAll((other, delay) -> new Delay(delay.failures(), now));
        }
        failingSubjects = 0;
        failedProbes = 0;
    }

    /** @param demanded how long the receiver wants no calls; null if it does not say so */
    synchronized void failed(String subject, @Nullable Duration demanded) {
        long now = nanos.getAsLong();
        Delay before = bySubject.remove(subject);
        int failures = before == null ? 1 : before.failures() + 1;
        Duration delay = delays.after(failures, demanded, LONGEST_DEMAND);
        bySubject.put(subject, new Delay(failures, now + delay.toNanos()));
        if (bySubject.size() > MAX_SUBJECTS) {
            bySubject.remove(bySubject.keySet().iterator().next());
        }
        if (before == null) {
            failingSubjects++;
        }
        if (isHookFailing()) {
            pause(now, pauses.after(++failedProbes, null, LONGEST_DEMAND));
        }
        if (demanded != null) {
            pause(now, demanded.compareTo(LONGEST_DEMAND) < 0 ? demanded : LONGEST_DEMAND);
        }
    }

    private void pause(long now, Duration pause) {
        long until = now + pause.toNanos();
        pausedUntilNanos = until - pausedUntilNanos > 0 ? until : pausedUntilNanos;
    }

    private boolean isHookFailing() {
        return failingSubjects >= FAILING_SUBJECTS;
    }

    /** Forgets all: the next read attempts every event. */
    synchronized void clear() {
        bySubject.clear();
        failingSubjects = 0;
        failedProbes = 0;
        pausedUntilNanos = nanos.getAsLong();
    }
}
