package io.herald.push.delivery;

import io.herald.loop.RetryDelay;
import io.herald.push.queue.DueOrigin;
import io.herald.push.queue.PushJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the pushes in progress, in total and per push service, and pauses push services that fail: a push service that is
 * down takes neither memory nor capacity from the others. A push counts from its claim until its outcome is recorded.
 * Thread-safe.
 */
final class PushPermits {

    /** Failures in succession after which a push service is paused. */
    private static final int FAILURES = 5;

    /** One push service has at most this part of all permits. */
    private static final int PARTS = 4;

    /** Push services whose failures are remembered. */
    private static final int MOST_ORIGINS = 10_000;

    private static final class Origin {
        private int inProgress;
        private int failures;
        private long pausedUntil;

        boolean isFailing() {
            return failures >= FAILURES;
        }
    }

    private final int total;
    private final int perOrigin;
    private final RetryDelay pauses;
    private final LongSupplier nanos;
    private final Map<String, Origin> origins = new HashMap<>();
    private final Map<Long, String> inProgress = new HashMap<>();

    PushPermits(int total, RetryDelay pauses, LongSupplier nanos) {
        this.total = total;
        this.perOrigin = Math.max(1, total / PARTS);
        this.pauses = pauses;
        this.nanos = nanos;
    }

    /** Distributes the free permits over the push services to which pushes are due. Returns their number by origin. */
    synchronized Map<String, Integer> plan(List<DueOrigin> due) {
        Map<String, Integer> most = new LinkedHashMap<>();
        List<String> open = new ArrayList<>();
        due.stream().map(DueOrigin::origin).filter(origin -> free(origin) > 0).forEach(open::add);
        int left = total - inProgress.size();
        while (left > 0 && !open.isEmpty()) {
            int share = Math.max(1, left / open.size());
            for (String origin : List.copyOf(open)) {
                int given = Math.min(Math.min(share, left), free(origin) - most.getOrDefault(origin, 0));
                if (given > 0) {
                    most.merge(origin, given, Integer::sum);
                    left -= given;
                } else {
                    open.remove(origin);
                }
            }
        }
        return most;
    }

    private int free(String name) {
        Origin origin = origins.get(name);
        if (origin == null) {
            return perOrigin;
        }
        if (!origin.isFailing()) {
            return perOrigin - origin.inProgress;
        }
        // After a pause, one push tests whether the push service works again.
        boolean paused = nanos.getAsLong() - origin.pausedUntil < 0;
        return paused || origin.inProgress > 0 ? 0 : 1;
    }

    synchronized void take(PushJob job) {
        inProgress.put(job.id(), job.origin());
        if (origins.size() >= MOST_ORIGINS) {
            origins.values().removeIf(origin -> origin.inProgress == 0);
        }
        origins.computeIfAbsent(job.origin(), first -> new Origin()).inProgress++;
    }

    synchronized void release(long job) {
        String name = inProgress.remove(job);
        if (name != null) {
            Origin origin = origins.get(name);
            origin.inProgress--;
            if (origin.inProgress == 0 && origin.failures == 0) {
                origins.remove(name);
            }
        }
    }

    synchronized void succeeded(String name) {
        Origin origin = origins.get(name);
        if (origin != null) {
            origin.failures = 0;
        }
    }

    /**
     * Counts a failure.
     *
     * @return the pause that begins with it, or null if none begins
     */
    synchronized @Nullable Duration failed(String name, @Nullable Duration demanded) {
        Origin origin = origins.get(name);
        boolean isPaused = origin == null || origin.isFailing() && nanos.getAsLong() - origin.pausedUntil < 0;
        if (isPaused || ++origin.failures < FAILURES) {
            return null;
        }
        Duration pause = pauses.after(origin.failures - FAILURES + 1, demanded, pauses.longest());
        origin.pausedUntil = nanos.getAsLong() + pause.toNanos();
        return pause;
    }

    synchronized Set<Long> inProgress() {
        return Set.copyOf(inProgress.keySet());
    }

    synchronized int count() {
        return inProgress.size();
    }

    int perOrigin() {
        return perOrigin;
    }

    /** Returns whether a push waits for a permit: one that is due to a push service that works. */
    synchronized boolean isShort(List<DueOrigin> due) {
        return due.stream()
                .map(one -> origins.get(one.origin()))
                .anyMatch(origin -> origin == null || !origin.isFailing());
    }
}
