package io.herald.redis.work;

import io.herald.event.Event;
import java.util.List;

/**
 * How many entries a worker takes at once. Each step of a batch waits for its turn on a loop that may be busy, so what
 * there is much of goes in larger batches; never in such that the memory would notice, as entries may be large.
 */
final class AdaptiveBatchSize {

    private static final int LEAST = 250;
    private static final int MOST = 1_000;

    /** About a thousand short notifications to one user each. */
    private static final int LIGHT = 512 * 1024;

    /** Of a row in an inbox, beside what all of a notification's rows share. */
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
