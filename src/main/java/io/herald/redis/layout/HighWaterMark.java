package io.herald.redis.layout;

import io.herald.event.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tracks the highest id that this instance has seen in a partition. The scripts that open a partition or append to it
 * receive this id, so that a log that has lost entries continues after it. Thread-safe.
 */
public final class HighWaterMark {

    /** After more lost connections without a check, the oldest entries are forgotten. */
    private static final int MAX_HELD = 32;

    private final AtomicReference<EntryIdentity> highest =
            new AtomicReference<>(EntryIdentity.withoutEntry(EventId.ZERO));

    private volatile EventId birth = EventId.ZERO;

    /** By connection, the last entry that a server has appended over it. */
    private final Map<Object, EntryIdentity> appended = new ConcurrentHashMap<>();

    /** The last entries of lost connections, until a reader has checked them. */
    private volatile List<EntryIdentity> held = List.of();

    public EventId highest() {
        return highest.get().id();
    }

    /** Returns the entry with the highest id. */
    public EntryIdentity highestEntry() {
        return highest.get();
    }

    /**
     * Records an append of this instance.
     *
     * @param connection over which the server has answered
     */
    public void appended(Object connection, EntryIdentity entry) {
        appended.put(connection, entry);
        advanceTo(entry);
    }

    /**
     * Holds the last entry that was appended over the connection. After a failover, this instance may be the only one that knows of the
     * entry, and the mark moves on. A master that was suspended may even append before it learns of the failover.
     */
    public synchronized void connectionLost(Object connection) {
        EntryIdentity entry = appended.remove(connection);
        if (entry != null) {
            List<EntryIdentity> more = new ArrayList<>(held);
            more.add(entry);
            held = List.copyOf(more.subList(Math.max(0, more.size() - MAX_HELD), more.size()));
        }
    }

    /** Returns the entries that a reader has to look for in the log. */
    public List<EntryIdentity> held() {
        return held;
    }

    /** Releases entries that were checked. */
    public synchronized void release(List<EntryIdentity> checked) {
        held = held.stream().filter(entry -> !checked.contains(entry)).toList();
    }

    /** Records the birth mark that the reader has found, and advances to it. */
    public void birthMarkFound(EventId mark) {
        birth = mark;
        advanceTo(mark);
    }

    /** Returns the birth mark that the reader has found last; zero before the first one. */
    public EventId birth() {
        return birth;
    }

    /** Advances to the position of a reader. */
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
