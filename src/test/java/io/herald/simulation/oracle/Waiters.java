package io.herald.simulation.oracle;

import java.util.LinkedHashMap;
import java.util.Map;

/** The calls that wait for an answer. At rest there must be none. */
public final class Waiters {

    private record Waiter(String call, int host) {}

    private final Map<Long, Waiter> waiting = new LinkedHashMap<>();
    private long next;

    /** Returns what to run when the call has ended. */
    public Runnable begin(String call, int host) {
        long id = next++;
        waiting.put(id, new Waiter(call, host));
        return () -> waiting.remove(id);
    }

    /** Nobody answers the calls of a killed host. */
    public void killed(int host) {
        waiting.values().removeIf(waiter -> waiter.host == host);
    }

    public void verify(Violations violations) {
        waiting.values().forEach(waiter -> violations.add("waits forever: " + waiter.call + " on i" + waiter.host));
    }
}
