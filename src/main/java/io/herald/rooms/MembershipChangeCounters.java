package io.herald.rooms;

import io.herald.event.Channel;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts the changes of each room and each user that this instance knows of. All names share a fixed number of counters, so an
 * unchanged name may look changed, but never the reverse. May be called on any thread.
 */
final class MembershipChangeCounters {

    private static final int COUNTS = 4_096;

    private final AtomicLongArray counts = new AtomicLongArray(COUNTS);

    long of(Channel about) {
        return counts.get(index(about));
    }

    void changed(Channel about) {
        counts.incrementAndGet(index(about));
    }

    void allChanged() {
        for (int i = 0; i < COUNTS; i++) {
            counts.incrementAndGet(i);
        }
    }

    private static int index(Channel about) {
        int hash = about.hashCode();
        return (hash ^ hash >>> 16) & (COUNTS - 1);
    }
}
