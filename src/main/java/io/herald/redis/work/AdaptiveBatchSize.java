package io.herald.redis.work;

import io.herald.event.Event;
import java.util.List;

/**
 * Computes how many entries a worker requests at once. Each step of a batch waits for its turn on an event loop that may be
 * busy, so a long queue is processed in larger batches. Entries may be large: the size grows only after light batches, which
 * bounds the memory.
 */
final class AdaptiveBatchSize {

    private static final int MIN_ENTRIES = 250;
    private static final int MAX_ENTRIES = 1_000;

    /** The weight in bytes up to which the batch size doubles: about a thousand short notifications to one user each. */
    private static final int LIGHT = 512 * 1024;

    /** The approximate size in bytes of an inbox row, without the content that all rows of a notification share. */
    private static final int ROW = 64;

    private int entries = MIN_ENTRIES;

    int entries() {
        return entries;
    }

    void record(List<Event> taken) {
        boolean more = taken.size() >= entries && weight(taken) <= LIGHT;
        entries = more ? Math.min(MAX_ENTRIES, 2 * entries) : MIN_ENTRIES;
    }

    private static long weight(List<Event> taken) {
        return taken.stream()
                .mapToLong(event ->
                        event.sizeInBytes() + (long) ROW * event.channels().size())
                .sum();
    }
}
