package io.herald.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The groups of rows that could not be sent, until they are due again. They are excluded from reads, so that they delay only rows
 * with their own key. Not thread-safe: the runs of a reader do not overlap.
 */
final class DeferredGroups {

    /** With more, the log itself is unavailable, and reading on would only add to them. */
    private static final int MOST = 1_000;

    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    private final Map<Object, Deferral> deferrals = new HashMap<>();

    private record Deferral(long dueNanos, Duration delay) {}

    DeferredGroups(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Defers a group, each time for twice as long. */
    void defer(Object group) {
        Deferral before = deferrals.get(group);
        Duration twice = before == null ? FIRST_DELAY : before.delay.multipliedBy(2);
        Duration delay = twice.compareTo(LONGEST_DELAY) < 0 ? twice : LONGEST_DELAY;
        deferrals.put(group, new Deferral(nanos.getAsLong() + delay.toNanos(), delay));
    }

    /** Ends the deferral of a group whose next row was sent or rejected. */
    void remove(Object group) {
        deferrals.remove(group);
    }

    boolean isFull() {
        return deferrals.size() >= MOST;
    }

    /** Forgets all: the next read attempts every row. */
    void clear() {
        deferrals.clear();
    }

    /** Returns the keys that are not due yet. */
    List<String> keys() {
        return waiting(String.class);
    }

    /** Returns the ids of rows without key that are not due yet. */
    List<Long> ids() {
        return waiting(Long.class);
    }

    private <T> List<T> waiting(Class<T> type) {
        long now = nanos.getAsLong();
        List<T> waiting = new ArrayList<>();
        deferrals.forEach((group, deferral) -> {
            if (type.isInstance(group) && deferral.dueNanos - now > 0) {
                waiting.add(type.cast(group));
            }
        });
        return waiting;
    }
}
