package io.herald.console;

/**
 * How many observations were at most so large.
 *
 * @param bounds growing; the last may be infinite
 * @param counts of those up to each bound
 */
record HistogramBuckets(double[] bounds, double[] counts) {

    boolean fits(HistogramBuckets other) {
        return bounds.length == other.bounds.length;
    }

    /** What came in since. */
    HistogramBuckets since(HistogramBuckets earlier) {
        double[] grown = new double[counts.length];
        for (int i = 0; i < grown.length; i++) {
            grown[i] = counts[i] - earlier.counts[i];
        }
        return new HistogramBuckets(bounds, grown);
    }

    /** As if those of a bucket were spread evenly over it; not a number where there are none. */
    double quantile(double share) {
        double total = counts.length == 0 ? 0 : counts[counts.length - 1];
        double wanted = share * total;
        for (int i = 0; total > 0 && i < counts.length; i++) {
            if (counts[i] >= wanted) {
                return within(i, wanted);
            }
        }
        return Double.NaN;
    }

    private double within(int bucket, double wanted) {
        double below = bucket == 0 ? 0 : counts[bucket - 1];
        double from = bucket == 0 ? 0 : bounds[bucket - 1];
        // Beyond the last finite bound nothing is known but that it was more.
        return Double.isInfinite(bounds[bucket])
                ? from
                : from + (bounds[bucket] - from) * (wanted - below) / (counts[bucket] - below);
    }
}
