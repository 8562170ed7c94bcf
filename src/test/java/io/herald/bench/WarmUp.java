package io.herald.bench;

import java.util.function.IntConsumer;

/**
 * Load until the JVM's compilers have little left to do. On one core they take most of it at first, so figures from before
 * would tell of the compilers.
 */
final class WarmUp {

    private static final int SLICE_SECONDS = 5;
    private static final double LITTLE = 0.08;

    private WarmUp() {}

    /** @param slice plays so many seconds of load */
    static void run(ScenarioFixture scenarioFixture, IntConsumer slice) {
        long deadline = System.nanoTime() + scenarioFixture.options.warmup() * 1_000_000_000L;
        double compiling = 1;
        while (compiling > LITTLE && System.nanoTime() < deadline) {
            CpuCosts before = CpuCosts.now(scenarioFixture);
            slice.accept(SLICE_SECONDS);
            CpuCosts cost = CpuCosts.now(scenarioFixture).minus(before);
            compiling = (double) cost.compilers() / Math.max(1, cost.server());
        }
        System.err.printf("measuring; the compilers took %.0f%% of the last seconds%n", 100 * compiling);
    }
}
