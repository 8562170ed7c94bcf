package io.herald.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** For a condition, never for a duration: the duration only says when to give up. */
public final class Await {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

    /** What takes its time would only be kept from its work by being asked for more often. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    /** Nothing is waited for much longer than it takes. */
    private static final int PAUSES = 16;

    private Await() {}

    public static void until(String what, Callable<Boolean> condition) {
        until(what, PATIENCE, condition);
    }

    /** A condition that throws does not hold yet; what it threw last is the cause of the failure. */
    public static void until(String what, Duration patience, Callable<Boolean> condition) {
        long begun = System.nanoTime();
        Exception last = null;
        for (long waited = 0; waited < patience.toNanos(); waited = System.nanoTime() - begun) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (Exception e) {
                last = e;
            }
            LockSupport.parkNanos(pause(waited));
        }
        throw new AssertionError("not within " + patience + ": " + what, last);
    }

    private static long pause(long waited) {
        return Math.min(LONGEST_PAUSE.toNanos(), Math.max(SHORTEST_PAUSE.toNanos(), waited / PAUSES));
    }
}
