package io.herald.redis.work;

import io.herald.event.Event;
import java.util.List;

/**
 * Computes how many entries a worker requests at once. Each step of a batch waits for its turn on an event loop that may be
 * busy, so a long queue is processed in larger batches. Entries may be large: the size grows only after light batches, which
 * bounds the memory.
 */
final class AdaptiveBatchSize {

    private static final int LEAST = 250;
    private static final int MOST = 1_000;

    /** The weight in bytes up to which the batch size doubles: about a thousand short notifications to one user each. */
    private static final int LIGHT = 512 * 1024;

    /** The approximate size in bytes of an inbox row, without the content that all rows of a notification share. */
    private static final int ROW = 64;

    private int entries = LEAST;

    int entries() {
        return entries;
    }

    void had(List<Event> taken) {
        boolean more = taken.size() >= entries && weight(taken) <= LIGHT;
        entries = more ? Math.min(MOST, 2 * entries) : LEAST;
    }

    private static long weight(List<Event> taken) {
        return taken.stream()
                .mapToLong(event -> event.size() + (long) ROW * event.channels().size())
                .sum();
    }
}
