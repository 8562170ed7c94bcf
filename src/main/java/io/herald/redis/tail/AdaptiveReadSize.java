package io.herald.redis.tail;

import io.herald.redis.layout.EntryCodec.Entry;
import java.util.List;

/**
 * Computes how many entries the next read of the tail requests. Redis bounds a read by entries only, so the bound in bytes is
 * derived from the mean size of the entries of the last read. It grows in steps, because large entries may follow small ones.
 */
final class AdaptiveReadSize {

    static final int MOST_ENTRIES = 512;

    /** The target size of a read: as much as one call of the append script writes, or half a second on a link of 1 MB/s. */
    static final int BYTES = 512 * 1024;

    /** One megabyte if all entries have the maximum size. */
    static final int FIRST_ENTRIES = 16;

    /** The approximate size of the name of one recipient. */
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

    /** Falls back to one entry, because a reply was cut off. A single entry arrives even on slow or short-lived connections. */
    void failed() {
        entries = 1;
    }

    static long bytes(List<Entry> read) {
        return read.stream().mapToLong(AdaptiveReadSize::bytes).sum();
    }

    private static long bytes(Entry entry) {
        return entry.event().sizeInBytes()
                + (long) RECIPIENT_BYTES * entry.event().channels().size();
    }
}
