package io.herald.ops.warmup;

/** Decides from the latency of successive rounds whether the compilers have done most of their work. */
final class StabilityDetector {

    /** Rounds without a better one until the latency is stable. */
    private static final int ROUNDS = 4;

    /** A latency above this part of the best is no improvement. */
    private static final double IMPROVEMENT = 0.9;

    private long best = Long.MAX_VALUE;
    private int roundsWithoutImprovement;

    /** Adds the latency of a round. Returns whether it is stable. */
    boolean add(long nanos) {
        if (best == Long.MAX_VALUE || nanos < IMPROVEMENT * best) {
            best = nanos;
            roundsWithoutImprovement = 0;
        } else {
            roundsWithoutImprovement++;
        }
        return roundsWithoutImprovement >= ROUNDS;
    }
}
