package io.herald.simulation.oracle;

import java.util.HashMap;
import java.util.Map;

/** Checks that nothing is delivered after a removal from a room that was acknowledged and announced. */
public final class AccessCheck {

    private static final long SECOND = 1_000_000_000L;

    /** "Within a second" of an undisturbed service, with the lateness of the loops. */
    private static final long USUAL = 1_200_000_000L;

    /** Lost control messages are made up for by a comparison each minute. */
    private static final long AFTER_FAULTS = 65 * SECOND;

    private final Map<String, Long> removedAt = new HashMap<>();
    private final Violations violations;
    private long faultsUntil = Long.MIN_VALUE / 2;

    public AccessCheck(Violations violations) {
        this.violations = violations;
    }

    public void faultUntil(long nanos) {
        faultsUntil = Math.max(faultsUntil, nanos);
    }

    public void added(String user, String room) {
        removedAt.remove(user + " " + room);
    }

    public void removed(String user, String room, long nanos) {
        removedAt.put(user + " " + room, nanos);
    }

    /** Whether the user was certainly removed from the room. */
    public boolean isRemoved(String user, String room) {
        return removedAt.containsKey(user + " " + room);
    }

    public void delivered(String user, String room, LoggedEvent event) {
        Long removed = removedAt.get(user + " " + room);
        if (removed != null) {
            long until = Math.max(removed + USUAL, faultsUntil + 5 * SECOND < removed ? 0 : faultsUntil + AFTER_FAULTS);
            if (event.appendedAt > until) {
                violations.add(user + " received " + event + " " + (event.appendedAt - removed) / 1_000_000
                        + " ms after the removal from " + room);
            }
        }
    }
}
