package io.herald.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits for a condition. A duration only limits the wait. */
public final class Await {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

    /** More frequent checks would only slow down what the test waits for. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    /** The pause grows with the wait, so that the overhead of a wait stays below this fraction. */
    private static final int PAUSE_FRACTION = 16;

    private Await() {}

    /** The condition has not become true in time. */
    static final class TimedOut extends AssertionError {
        private TimedOut(String message, @Nullable Exception last) {
            super(message, last);
        }
    }

    public static void until(String what, Callable<Boolean> condition) {
        until(what, TIMEOUT, condition);
    }

    /** A condition that throws counts as false. Its last exception is the cause of the failure. */
    public static void until(String what, Duration timeout, Callable<Boolean> condition) {
        long start = System.nanoTime();
        Exception last = null;
        for (long waited = 0; waited < timeout.toNanos(); waited = System.nanoTime() - start) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (Exception e) {
                last = e;
            }
            LockSupport.parkNanos(pause(waited));
        }
        throw new TimedOut("timeout after " + timeout + ": " + what, last);
    }

    private static long pause(long waited) {
        return Math.min(LONGEST_PAUSE.toNanos(), Math.max(SHORTEST_PAUSE.toNanos(), waited / PAUSE_FRACTION));
    }
}
