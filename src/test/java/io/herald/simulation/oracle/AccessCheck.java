package io.herald.simulation.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks that a removal from a room that was acknowledged and announced ends the room in all connections of the user: within a second,
 * or after a fault within the minute in which each instance compares its connections with the database.
 */
public final class AccessCheck {

    /** The number of an instance that stands for all instances. */
    public static final int ALL = -1;

    private static final long SECOND = 1_000_000_000L;

    /** "Within a second" of an undisturbed service, with the lateness of the loops. */
    private static final long USUAL = 1_200_000_000L;

    /** The time in which the service recovers from a fault. */
    private static final long RECOVERY = 8 * SECOND;

    /** The minute between two comparisons, and the time of one of them. */
    private static final long AFTER_FAULTS = 62 * SECOND;

    private record Fault(int instance, long from, long until) {}

    private final Map<String, Long> removedAt = new HashMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private final Violations violations;
    private long settledAt;

    public AccessCheck(Violations violations) {
        this.violations = violations;
    }

    /** @param instance the instance that the fault disturbs, or {@link #ALL} for a fault of Redis or PostgreSQL */
    public void fault(int instance, long from, long until) {
        faults.add(new Fault(instance, from, until));
    }

    public void added(String user, String room) {
        removedAt.remove(key(user, room));
    }

    public void removed(String user, String room, long nanos) {
        removedAt.put(key(user, room), nanos);
        settledAt = Math.max(settledAt, nanos + USUAL);
    }

    private static String key(String user, String room) {
        return user + " " + room;
    }

    public boolean isRemoved(String user, String room) {
        return removedAt.containsKey(key(user, room));
    }

    /** Returns when the last removal is effective in an undisturbed service. */
    public long settledAt() {
        return settledAt;
    }

    /** Returns when the removals are effective in all instances, whatever the faults. */
    public long latestEffect() {
        return removedAt.values().stream()
                .mapToLong(removed -> faults.stream()
                        .mapToLong(fault -> effectiveAt(removed, fault.instance))
                        .max()
                        .orElse(removed + USUAL))
                .max()
                .orElse(0);
    }

    /** @param instance the number of the instance that delivers the event */
    public void delivered(int instance, String user, String room, LoggedEvent event) {
        Long removed = removedAt.get(key(user, room));
        if (removed != null && event.appendedAt > effectiveAt(removed, instance)) {
            violations.add(user + " received " + event + " " + (event.appendedAt - removed) / 1_000_000
                    + " ms after the removal from " + room);
        }
    }

    /** A connection of the user follows the room at this time. */
    public void follows(int instance, String user, String room, long nanos) {
        Long removed = removedAt.get(key(user, room));
        if (removed != null && nanos > effectiveAt(removed, instance)) {
            violations.add("i" + instance + " delivers " + room + " to " + user + " " + (nanos - removed) / 1_000_000
                    + " ms after the removal");
        }
    }

    private long effectiveAt(long removed, int instance) {
        long usual = removed + USUAL;
        return faults.stream()
                .filter(fault -> fault.instance == ALL || fault.instance == instance)
                .filter(fault -> fault.from < usual && fault.until + RECOVERY > removed)
                .mapToLong(fault -> fault.until + AFTER_FAULTS)
                .max()
                .orElse(usual);
    }
}
