package io.herald.redis.tail;

import io.herald.redis.layout.EntryCodec.Entry;
import java.util.List;

/**
 * How many entries the next read of the tail asks for. Redis can bound a read in entries only, so the bound in bytes follows
 * from the size of the entries that were read before. It grows in steps: after many small entries the next may be large.
 */
final class ReadSize {

    static final int MOST_ENTRIES = 512;

    /** As much as one call of the append script brings: half a second on a link of 1 MB/s. */
    static final int BYTES = 512 * 1024;

    /** If all of them have the largest size there is, a megabyte. */
    static final int FIRST_ENTRIES = 16;

    /** Of the name of one recipient, about. */
    private static final int RECIPIENT_BYTES = 32;

    private int entries = FIRST_ENTRIES;

    int entries() {
        return entries;
    }

    void succeeded(List<Entry> read) {
        boolean full = read.size() >= entries;
        int grown = Math.min(MOST_ENTRIES, full ? 2 * entries : Math.max(FIRST_ENTRIES, 2 * read.size()));
        long mean = read.isEmpty() ? 0 : bytes(read) / read.size();
        entries = (int) Math.max(1, Math.min(grown, mean == 0 ? grown : BYTES / mean));
    }

    /** The answer did not arrive as a whole: however slow or short-lived connections are, one entry at a time does. */
    void failed() {
        entries = 1;
    }

    static long bytes(List<Entry> read) {
        return read.stream().mapToLong(ReadSize::bytes).sum();
    }

    private static long bytes(Entry entry) {
        return entry.event().size()
                + (long) RECIPIENT_BYTES * entry.event().channels().size();
    }
}
