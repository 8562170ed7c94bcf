package io.herald.redis.tail;

import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.redis.layout.EntryIdentity;

/** Holds the last entries that a reader has read. The windows of the hub hold most of them anyway. */
final class RecentEntries {

    /** More than a failover usually loses. */
    private static final int CAPACITY = 512;

    private final Event[] events = new Event[CAPACITY];
    private int next;

    void add(Event event) {
        events[next] = event;
        next = (next + 1) % CAPACITY;
    }

    /** Returns whether an entry with this id and digest is among them. */
    boolean contains(EventId id, String digest) {
        for (Event event : events) {
            if (event != null && event.id().equals(id)) {
                return EntryIdentity.of(event).digest().equals(digest);
            }
        }
        return false;
    }
}
