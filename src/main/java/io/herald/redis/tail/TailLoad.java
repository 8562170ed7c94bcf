package io.herald.redis.tail;

import io.herald.event.EventId;
import io.herald.redis.layout.EntryCodec.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader has loaded of the tail at the start, page by page from its end. It outlives the connections: on a link that
 * breaks often, the next one continues where the last was lost.
 */
final class TailLoad {

    private final int maxEntries;
    private final long maxBytes;
    private final List<Entry> newestFirst = new ArrayList<>();
    private long bytes;

    TailLoad(int maxEntries, long maxBytes) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    /** The next page ends before this id; null for the end of the tail. */
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
        bytes += ReadSize.bytes(page);
    }

    /** Hands over all entries, oldest first. */
    List<Entry> take() {
        List<Entry> entries = new ArrayList<>(newestFirst);
        newestFirst.clear();
        Collections.reverse(entries);
        return entries;
    }
}
