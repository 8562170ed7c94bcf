package io.herald.bench;

import java.util.function.IntConsumer;

/**
 * Applies load until the JVM's compilers are nearly idle. On one core they use most of the CPU at first, so earlier figures
 * would measure the compilers.
 */
final class WarmUp {

    private static final int SLICE_SECONDS = 5;
    private static final double IDLE_SHARE = 0.08;

    private WarmUp() {}

    /** @param slice applies load for the given seconds */
    static void run(ScenarioFixture scenarioFixture, IntConsumer slice) {
        long deadline = System.nanoTime() + scenarioFixture.options.warmup() * 1_000_000_000L;
        double compiling = 1;
        while (compiling > IDLE_SHARE && System.nanoTime() < deadline) {
            CpuCosts before = CpuCosts.now(scenarioFixture);
            slice.accept(SLICE_SECONDS);
            CpuCosts cost = CpuCosts.now(scenarioFixture).minus(before);
            compiling = (double) cost.compilers() / Math.max(1, cost.server());
        }
        System.err.printf("measuring; the compilers took %.0f%% of the last seconds%n", 100 * compiling);
    }
}
