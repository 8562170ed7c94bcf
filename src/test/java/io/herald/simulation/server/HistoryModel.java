package io.herald.simulation.server;

import io.herald.event.EventId;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The functions of {@code append.lua} that write a history, its origin and its overlay. */
final class HistoryModel {

    private static final long LARGEST_SEQUENCE = 4_294_967_295L;
    private static final int MORE = 100;

    record Keys(String history, String origin, String overlay) {}

    private final Keyspace keyspace;
    private final long retention;
    private final long period;
    private final int perChannel;

    HistoryModel(Keyspace keyspace, long retention, int perChannel) {
        this.keyspace = keyspace;
        this.retention = retention;
        this.period = (retention + 15) / 16;
        this.perChannel = perChannel;
    }

    void append(Keys keys, EventId id, List<String> fields, Supplier<LogState> log) {
        long now = keyspace.nowMillis();
        ModelStream history = keyspace.streamForWrite(keys.history);
        history.add(id, List.copyOf(fields));
        int length = history.length();
        if (length > perChannel + MORE) {
            trimmed(keys, history, history.trimToLength(perChannel), id.ms());
        }
        if (length == 1 || keyspace.ttl(keys.history) <= id.ms() + retention - now) {
            if (length == 1) {
                keyspace.setString(keys.origin, log.get().floor(now).toString(), Keyspace.NO_EXPIRY);
            }
            EventId oldest = new EventId(Math.max(0, now - retention), 0);
            trimmed(keys, history, history.trimBefore(oldest), id.ms());
            keyspace.expireAt(keys.history, id.ms() + retention + period);
            keyspace.expireAt(keys.origin, id.ms() + retention + 2 * period);
            if (keyspace.expireAt(keys.overlay, id.ms() + retention + 2 * period)) {
                dropObsolete(keys);
            }
        }
    }

    private void trimmed(Keys keys, ModelStream history, int removed, long ms) {
        if (removed > 0) {
            EventId first = history.oldest().id();
            EventId completeAfter = first.seq() > 0
                    ? new EventId(first.ms(), first.seq() - 1)
                    : new EventId(first.ms() - 1, LARGEST_SEQUENCE);
            keyspace.setString(keys.origin, completeAfter.toString(), ms + retention + 2 * period);
        }
    }

    /** Adds a revision. Unlike the script, removes all obsolete revisions and not a random sample of them. */
    void revise(Keys keys, String message, EventId id, String kind) {
        keyspace.hashSet(keys.overlay, message, id + " " + kind);
        keyspace.expireAt(keys.overlay, keyspace.nowMillis() + keyspace.ttl(keys.history) + period);
        dropObsolete(keys);
    }

    private void dropObsolete(Keys keys) {
        String origin = keyspace.string(keys.origin);
        EventId complete = origin == null ? EventId.ZERO : EventId.parse(origin);
        TreeMap<String, String> overlay = keyspace.hash(keys.overlay);
        for (String message : List.copyOf(overlay.keySet())) {
            String revision = overlay.get(message);
            if (!EventId.parse(revision.substring(0, revision.indexOf(' '))).isAfter(complete)) {
                keyspace.hashDelete(keys.overlay, message);
            }
        }
    }
}
