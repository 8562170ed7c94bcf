package io.herald.redis.tail;

import io.herald.redis.layout.EntryIdentity;
import io.herald.redis.layout.HighWaterMark;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last appends over lost connections, for which a reader looks in the log. Releases each a minute after the first check: a server that
 * was suspended may have the entry, and learn of a failover a moment later. Not thread-safe.
 */
final class HeldAppends {

    /** Longer than a failover. */
    static final Duration HELD = Duration.ofMinutes(1);

    private final HighWaterMark highWaterMark;

    /** By held entry, the time of the first check that has looked for it. */
    private final Map<EntryIdentity, Long> firstChecks = new IdentityHashMap<>();

    HeldAppends(HighWaterMark highWaterMark) {
        this.highWaterMark = highWaterMark;
    }

    List<EntryIdentity> all() {
        return highWaterMark.held();
    }

    /** Whether entries are held that no check has looked for. */
    boolean areUnchecked() {
        return !firstChecks.keySet().containsAll(all());
    }

    /** A check has looked for these entries. */
    void checked(List<EntryIdentity> entries, long nowNanos) {
        entries.forEach(entry -> firstChecks.putIfAbsent(entry, nowNanos));
        firstChecks.keySet().retainAll(entries);
        highWaterMark.release(entries.stream()
                .filter(entry -> nowNanos - firstChecks.get(entry) > HELD.toNanos())
                .toList());
    }
}
