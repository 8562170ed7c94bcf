package io.herald.redis.layout;

import io.herald.event.EventId;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tracks the highest id that this instance has seen in a partition. The scripts that open a partition or append to it
 * receive this id, so that a log that has lost entries continues after it. Thread-safe.
 */
public final class HighWaterMark {

    private final AtomicReference<EntryIdentity> highest =
            new AtomicReference<>(EntryIdentity.withoutEntry(EventId.ZERO));

    public EventId highest() {
        return highest.get().id();
    }

    /** Returns the entry with the highest id. */
    public EntryIdentity highestEntry() {
        return highest.get();
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
