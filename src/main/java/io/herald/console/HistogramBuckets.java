package io.herald.console;

/**
 * The cumulative buckets of a histogram.
 *
 * @param bounds the upper bounds, in ascending order; the last may be infinite
 * @param counts the number of observations up to each bound
 */
record HistogramBuckets(double[] bounds, double[] counts) {

    /** Returns whether both have the same number of buckets. */
    boolean hasSameBuckets(HistogramBuckets other) {
        return bounds.length == other.bounds.length;
    }

    /** Returns the observations since an earlier snapshot of the same histogram. */
    HistogramBuckets since(HistogramBuckets earlier) {
        double[] increase = new double[counts.length];
        for (int i = 0; i < increase.length; i++) {
            increase[i] = counts[i] - earlier.counts[i];
        }
        return new HistogramBuckets(bounds, increase);
    }

    /**
     * Returns a quantile, assuming an even distribution within each bucket, or {@code NaN} if there are no observations.
     */
    double quantile(double q) {
        double total = counts.length == 0 ? 0 : counts[counts.length - 1];
        double rank = q * total;
        for (int i = 0; total > 0 && i < counts.length; i++) {
            if (counts[i] >= rank) {
                return interpolate(i, rank);
            }
        }
        return Double.NaN;
    }

    private double interpolate(int bucket, double rank) {
        double below = bucket == 0 ? 0 : counts[bucket - 1];
        double from = bucket == 0 ? 0 : bounds[bucket - 1];
        // Observations beyond the last finite bound are only known to exceed it.
        return Double.isInfinite(bounds[bucket])
                ? from
                : from + (bounds[bucket] - from) * (rank - below) / (counts[bucket] - below);
    }
}
