package io.herald.console;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Computes a quantile of the observations of the last ten seconds from cumulative histograms. Not thread-safe. */
final class RecentQuantile {

    private static final long INTERVAL = Duration.ofSeconds(10).toNanos();

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(HistogramBuckets buckets, long at) {}

    double quantile(double q, HistogramBuckets now, long at) {
        while (!samples.isEmpty()
                && (at - samples.peekFirst().at() > INTERVAL
                        || !samples.peekFirst().buckets().hasSameBuckets(now))) {
            samples.removeFirst();
        }
        HistogramBuckets earliest =
                samples.isEmpty() ? now : samples.peekFirst().buckets();
        samples.addLast(new Sample(now, at));
        return now.since(earliest).quantile(q);
    }
}
