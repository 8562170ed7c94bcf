package io.herald.redis.layout;

import io.herald.event.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tracks the highest id that this instance has seen in a partition. The scripts that open a partition or append to it
 * receive this id, so that a log that has lost entries continues after it. Thread-safe.
 */
public final class HighWaterMark {

    /** After more connection losses without a check, the oldest entries are forgotten. */
    private static final int MAX_HELD = 8;

    private final AtomicReference<EntryIdentity> highest =
            new AtomicReference<>(EntryIdentity.withoutEntry(EventId.ZERO));

    /** In ascending order. */
    private List<EntryIdentity> held = List.of();

    public EventId highest() {
        return highest.get().id();
    }

    /** Returns the entry with the highest id. */
    public EntryIdentity highestEntry() {
        return highest.get();
    }

    /**
     * Holds the highest entry until a reader has checked that the log has it. Called when a connection is lost: after a failover,
     * this instance may be the only one that knows of the entry, and its mark moves on with the next append.
     */
    public synchronized void hold() {
        EntryIdentity entry = highest.get();
        boolean isHeld =
                !held.isEmpty() && !entry.id().isAfter(held.get(held.size() - 1).id());
        if (entry.isStored() && !isHeld) {
            List<EntryIdentity> more = new ArrayList<>(held);
            more.add(entry);
            held = List.copyOf(more.subList(Math.max(0, more.size() - MAX_HELD), more.size()));
        }
    }

    /** Returns the held entries, in ascending order. */
    public synchronized List<EntryIdentity> held() {
        return held;
    }

    /** Releases entries that were checked. */
    public synchronized void release(List<EntryIdentity> checked) {
        held = held.stream().filter(entry -> !checked.contains(entry)).toList();
    }

    /** Advances to a birth mark, or to the position of a reader. */
    public void advanceTo(EventId id) {
        if (id.isAfter(highest())) {
            advanceTo(EntryIdentity.withoutEntry(id));
        }
    }

    public void advanceTo(EntryIdentity entry) {
        if (entry.id().isAfter(highest())) {
            highest.accumulateAndGet(entry, (held, next) -> next.id().isAfter(held.id()) ? next : held);
        }
    }
}
