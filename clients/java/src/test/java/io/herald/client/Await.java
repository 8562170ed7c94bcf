package io.herald.client;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition. */
final class Await {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        for (long start = System.nanoTime(); !condition.getAsBoolean(); ) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError("timeout: " + what);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
