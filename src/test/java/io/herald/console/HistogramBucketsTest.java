package io.herald.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Figures of now out of counts that have grown since the start. */
class HistogramBucketsTest {

    private static final double[] BOUNDS = {1, 10, 100, Double.POSITIVE_INFINITY};

    private static HistogramBuckets buckets(double... counts) {
        return new HistogramBuckets(BOUNDS, counts);
    }

    @Test
    void spreads_what_is_in_a_bucket_evenly() {
        assertEquals(5.5, buckets(0, 100, 100, 100).quantile(0.5));
        assertEquals(1, buckets(50, 100, 100, 100).quantile(0.5));
    }

    @Test
    void says_of_what_is_beyond_the_last_bound_only_that_it_is() {
        assertEquals(100, buckets(0, 0, 0, 10).quantile(0.99));
    }

    @Test
    void knows_nothing_where_nothing_happened() {
        assertTrue(Double.isNaN(buckets(0, 0, 0, 0).quantile(0.99)));
        assertTrue(Double.isNaN(new HistogramBuckets(new double[0], new double[0]).quantile(0.99)));
    }

    @Test
    void forgets_what_was_slow_long_ago() {
        RecentQuantile recentQuantile = new RecentQuantile();
        long second = Duration.ofSeconds(1).toNanos();
        recentQuantile.quantile(0.99, buckets(0, 0, 100, 100), 0);
        double soon = recentQuantile.quantile(0.99, buckets(0, 0, 200, 200), second);
        double later = recentQuantile.quantile(0.99, buckets(0, 100, 300, 300), 12 * second);
        double calm = recentQuantile.quantile(0.99, buckets(100, 200, 400, 400), 13 * second);
        assertTrue(soon > 90, "slow: " + soon);
        assertTrue(Double.isNaN(later), "nothing to compare with after a pause: " + later);
        assertTrue(calm <= 1, "quick: " + calm);
    }

    @Test
    void a_rate_is_of_the_last_moments_or_not_at_all() {
        CounterRate counterRate = new CounterRate();
        long second = Duration.ofSeconds(1).toNanos();
        assertTrue(Double.isNaN(counterRate.perSecond(1_000, second)));
        assertEquals(50, counterRate.perSecond(1_100, 3 * second));
        assertTrue(Double.isNaN(counterRate.perSecond(9_000, 60 * second)));
    }
}
