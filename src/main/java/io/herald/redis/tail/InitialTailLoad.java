package io.herald.redis.tail;

import io.herald.event.EventId;
import io.herald.redis.layout.EntryCodec.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the entries that a reader loads from the tail at the start, page by page, beginning with the newest. It outlives the
 * connection: after a reconnect the load continues with the next page.
 */
final class InitialTailLoad {

    private final int maxEntries;
    private final long maxBytes;
    private final List<Entry> newestFirst = new ArrayList<>();
    private long bytes;

    InitialTailLoad(int maxEntries, long maxBytes) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    /** Returns the id before which the next page ends; null for the end of the tail. */
    @Nullable
    EventId before() {
        return newestFirst.isEmpty()
                ? null
                : newestFirst.get(newestFirst.size() - 1).event().id();
    }

    int remaining() {
        return maxEntries - newestFirst.size();
    }

    boolean isFull() {
        return remaining() <= 0 || bytes >= maxBytes;
    }

    void add(List<Entry> page) {
        newestFirst.addAll(page);
        bytes += AdaptiveReadSize.bytes(page);
    }

    /** Returns all entries, oldest first, and removes them. */
    List<Entry> take() {
        List<Entry> entries = new ArrayList<>(newestFirst);
        newestFirst.clear();
        Collections.reverse(entries);
        return entries;
    }
}
