package io.herald.console;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Computes a quantile of the observations of the last ten seconds from cumulative histograms. Not thread-safe. */
final class RecentQuantile {

    private static final long SPAN = Duration.ofSeconds(10).toNanos();

    private final Deque<Seen> seen = new ArrayDeque<>();

    private record Seen(HistogramBuckets histogramBuckets, long at) {}

    double quantile(double share, HistogramBuckets now, long at) {
        while (!seen.isEmpty()
                && (at - seen.peekFirst().at() > SPAN
                        || !seen.peekFirst().histogramBuckets().fits(now))) {
            seen.removeFirst();
        }
        HistogramBuckets earliest = seen.isEmpty() ? now : seen.peekFirst().histogramBuckets();
        seen.addLast(new Seen(now, at));
        return now.since(earliest).quantile(share);
    }
}
