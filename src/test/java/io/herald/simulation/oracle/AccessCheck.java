package io.herald.simulation.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks that nothing is delivered after a removal from a room that was acknowledged and announced. */
public final class AccessCheck {

    private static final long SECOND = 1_000_000_000L;

    /** "Within a second" of an undisturbed service, with the lateness of the loops. */
    private static final long USUAL = 1_200_000_000L;

    /** The time in which the service recovers from a fault. */
    private static final long RECOVERY = 8 * SECOND;

    /** Lost control messages are made up for by a comparison each minute. */
    private static final long AFTER_FAULTS = 65 * SECOND;

    private record Fault(long from, long until) {}

    private final Map<String, Long> removedAt = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private final Violations violations;
    private long settledAt;

    public AccessCheck(Violations violations) {
        this.violations = violations;
    }

    public void fault(long from, long until) {
        faults.add(new Fault(from, until + RECOVERY));
    }

    public void added(String user, String room) {
        removedAt.remove(user + " " + room);
    }

    public void removed(String user, String room, long nanos) {
        removedAt.put(user + " " + room, nanos);
        settledAt = Math.max(settledAt, nanos + USUAL);
    }

    /** Returns when the last removal is effective in an undisturbed service. */
    public long settledAt() {
        return settledAt;
    }

    public void delivered(String user, String room, LoggedEvent event) {
        Long removed = removedAt.get(user + " " + room);
        if (removed != null && event.appendedAt > effectiveAt(removed)) {
            violations.add(user + " received " + event + " " + (event.appendedAt - removed) / 1_000_000
                    + " ms after the removal from " + room);
        }
    }

    private long effectiveAt(long removed) {
        long usual = removed + USUAL;
        return faults.stream()
                .filter(fault -> fault.from < usual && fault.until > removed)
                .mapToLong(fault -> fault.until + AFTER_FAULTS)
                .max()
                .orElse(usual);
    }
}
