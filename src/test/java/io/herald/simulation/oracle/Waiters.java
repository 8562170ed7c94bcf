package io.herald.simulation.oracle;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** The calls that wait for an answer. At rest none waits for long. */
public final class Waiters {

    private static final long LONGEST_WAIT = Duration.ofSeconds(3).toNanos();

    private record Waiter(String call, int host, long since) {}

    private final Map<Long, Waiter> waiting = new LinkedHashMap<>();
    private final LongSupplier nanos;
    private long next;

    /** @param nanos the virtual time */
    public Waiters(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Returns what to run when the call has ended. */
    public Runnable begin(String call, int host) {
        long id = next++;
        waiting.put(id, new Waiter(call, host, nanos.getAsLong()));
        return () -> waiting.remove(id);
    }

    /** Nobody answers the calls of a killed host. */
    public void killed(int host) {
        waiting.values().removeIf(waiter -> waiter.host == host);
    }

    /** A client whose token expires all the time may just have called. */
    public void verify(Violations violations) {
        waiting.values().stream()
                .filter(waiter -> nanos.getAsLong() - waiter.since > LONGEST_WAIT)
                .forEach(waiter -> violations.add("waits forever: " + waiter.call + " on i" + waiter.host));
    }
}
