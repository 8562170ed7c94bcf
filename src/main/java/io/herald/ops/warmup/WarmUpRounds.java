package io.herald.ops.warmup;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Repeats calls in rounds until their latency is stable. Blocks. */
final class WarmUpRounds {

    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final WarmUpPipeline pipeline;
    private final WarmUpCalls calls;
    private final long cycleNanos;
    private final StabilityDetector stability = new StabilityDetector();
    private long expected;

    /** Why the rounds ended. */
    enum End {
        STABLE,
        LIMIT,
        /** No other instance is ready any more, or this one stops. */
        UNWANTED
    }

    /** @param latencyNanos median of the last round: from sending a set of concurrent calls until all events are delivered */
    record Outcome(End end, long latencyNanos) {}

    /** @param maxPerSecond calls per second */
    WarmUpRounds(WarmUpPipeline pipeline, WarmUpCalls calls, int maxPerSecond) {
        this.pipeline = pipeline;
        this.calls = calls;
        this.cycleNanos = TimeUnit.SECONDS.toNanos(calls.perCycle()) / maxPerSecond;
    }

    /**
     * Runs until the latency is stable, the time has passed, or the warm-up is no longer wanted.
     *
     * @param wanted asked after each round
     */
    Outcome run(Duration limit, BooleanSupplier wanted) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            long latency = round(Math.min(deadline, System.nanoTime() + ROUND_NANOS));
            pipeline.renew();
            if (stability.add(latency)) {
                return new Outcome(End.STABLE, latency);
            } else if (System.nanoTime() >= deadline) {
                return new Outcome(End.LIMIT, latency);
            } else if (!wanted.getAsBoolean()) {
                return new Outcome(End.UNWANTED, latency);
            }
        }
    }

    private long round(long end) throws IOException {
        long[] latencies = new long[(int) (ROUND_NANOS / cycleNanos) + 1];
        int cycles = 0;
        do {
            long started = System.nanoTime();
            calls.cycle();
            expected += calls.deliveriesPerCycle();
            pipeline.awaitDelivered(expected);
            latencies[cycles++] = System.nanoTime() - started;
            LockSupport.parkNanos(started + cycleNanos - System.nanoTime());
        } while (System.nanoTime() < end && cycles < latencies.length);
        Arrays.sort(latencies, 0, cycles);
        return latencies[cycles / 2];
    }
}
