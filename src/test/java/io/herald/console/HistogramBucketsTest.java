package io.herald.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Checks current rates and quantiles, computed from counters that grow since the start. */
class HistogramBucketsTest {

    private static final double[] BOUNDS = {1, 10, 100, Double.POSITIVE_INFINITY};

    private static HistogramBuckets buckets(double... counts) {
        return new HistogramBuckets(BOUNDS, counts);
    }

    @Test
    void a_quantile_interpolates_within_a_bucket() {
        assertEquals(5.5, buckets(0, 100, 100, 100).quantile(0.5));
        assertEquals(1, buckets(50, 100, 100, 100).quantile(0.5));
    }

    @Test
    void a_quantile_beyond_the_last_bound_is_the_last_bound() {
        assertEquals(100, buckets(0, 0, 0, 10).quantile(0.99));
    }

    @Test
    void without_observations_there_is_no_quantile() {
        assertTrue(Double.isNaN(buckets(0, 0, 0, 0).quantile(0.99)));
        assertTrue(Double.isNaN(new HistogramBuckets(new double[0], new double[0]).quantile(0.99)));
    }

    @Test
    void a_recent_quantile_ignores_old_observations() {
        RecentQuantile recentQuantile = new RecentQuantile();
        long second = Duration.ofSeconds(1).toNanos();
        recentQuantile.quantile(0.99, buckets(0, 0, 100, 100), 0);
        double slow = recentQuantile.quantile(0.99, buckets(0, 0, 200, 200), second);
        double afterPause = recentQuantile.quantile(0.99, buckets(0, 100, 300, 300), 12 * second);
        double fast = recentQuantile.quantile(0.99, buckets(100, 200, 400, 400), 13 * second);
        assertTrue(slow > 90, "slow: " + slow);
        assertTrue(Double.isNaN(afterPause), "no earlier counts after a pause: " + afterPause);
        assertTrue(fast <= 1, "fast: " + fast);
    }

    @Test
    void a_rate_covers_a_short_interval_only() {
        CounterRate counterRate = new CounterRate();
        long second = Duration.ofSeconds(1).toNanos();
        assertTrue(Double.isNaN(counterRate.perSecond(1_000, second)));
        assertEquals(50, counterRate.perSecond(1_100, 3 * second));
        assertTrue(Double.isNaN(counterRate.perSecond(9_000, 60 * second)));
    }
}
