package io.herald.simulation.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.herald.event.EventId;
import io.herald.redis.layout.EntryIdentity;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The state of a partition: the functions of {@code prelude.lua} that read and open it. */
final class LogState {

    final EventId birth;
    final EventId last;
    private final long retention;
    private final EventId unsure;

    private LogState(EventId last, EventId birth, long retention, EventId unsure) {
        this.last = last;
        this.birth = birth;
        this.retention = retention;
        this.unsure = unsure;
    }

    static @Nullable LogState read(Keyspace keyspace, String meta) {
        TreeMap<String, String> stored = keyspace.hash(meta);
        String last = stored.get("last");
        return last == null
                ? null
                : new LogState(
                        EventId.parse(last),
                        EventId.parse(stored.get("birth")),
                        Long.parseLong(stored.get("retention")),
                        EventId.parse(stored.get("unsure")));
    }

    static LogState open(Keyspace keyspace, String meta, String tail, EventId seen, long retention) {
        LogState stored = read(keyspace, meta);
        EventId last;
        EventId birth;
        EventId unsure = EventId.ZERO;
        if (stored == null) {
            EventId now = new EventId(keyspace.nowMillis(), 0);
            last = now.max(beyond(seen, keyspace));
            birth = last;
        } else {
            EventId renewed = stored.newBirthMark(keyspace, tail, seen);
            if (renewed == null && stored.retention == retention) {
                return stored;
            }
            last = renewed == null
                    ? stored.last
                    : renewed.equals(seen) ? appendLossMarker(keyspace, tail, renewed) : renewed;
            birth = renewed == null ? stored.birth : renewed;
            unsure = stored.unsure;
            if (stored.retention < retention) {
                unsure = unsure.max(new EventId(keyspace.nowMillis() - stored.retention, 0));
            }
        }
        LogState opened = new LogState(last, birth, retention, unsure);
        opened.write(keyspace, meta);
        return opened;
    }

    private static EventId beyond(EventId id, Keyspace keyspace) {
        return new EventId(id.ms(), id.seq() + 1_000_000 + keyspace.nowMillis() % 1_000_000);
    }

    private static EventId appendLossMarker(Keyspace keyspace, String tail, EventId renewed) {
        EventId previous = beyond(renewed, keyspace);
        EventId id = new EventId(previous.ms(), previous.seq() + 1);
        List<String> fields = List.of("c", "everyone", "e", "lost", "b", renewed.toString(), "f", "c");
        keyspace.streamForWrite(tail).add(id, Fields.following(previous, fields));
        return id;
    }

    private void write(Keyspace keyspace, String meta) {
        keyspace.hashSet(meta, "last", last.toString());
        keyspace.hashSet(meta, "birth", birth.toString());
        keyspace.hashSet(meta, "retention", Long.toString(retention));
        keyspace.hashSet(meta, "unsure", unsure.toString());
    }

    private @Nullable EventId newBirthMark(Keyspace keyspace, String tail, EventId seen) {
        if (seen.equals(last)) {
            return null;
        }
        if (seen.isAfter(last)) {
            ModelStream.Entry first = firstAfterBirth(keyspace, tail);
            return first == null || isLossMarker(first) ? beyond(seen, keyspace) : seen;
        }
        return seen.isAfter(birth) && lacks(keyspace, tail, seen, null) ? beyond(last, keyspace) : null;
    }

    private ModelStream.@Nullable Entry firstAfterBirth(Keyspace keyspace, String tail) {
        ModelStream stream = keyspace.stream(tail);
        List<ModelStream.Entry> found =
                stream == null ? List.of() : stream.range(birth, new EventId(Long.MAX_VALUE, Long.MAX_VALUE), 1);
        return found.isEmpty() ? null : found.get(0);
    }

    /** Whether the birth mark is at the position of an instance, which a loss marker follows. */
    boolean isMarkedAtPosition(Keyspace keyspace, String tail) {
        ModelStream.Entry first = firstAfterBirth(keyspace, tail);
        return first != null && isLossMarker(first);
    }

    private boolean isLossMarker(ModelStream.Entry first) {
        return "lost".equals(Fields.value(first.fields(), "e"))
                && birth.toString().equals(Fields.value(first.fields(), "b"));
    }

    /** @param expected the digest of the entry; null if any entry will do */
    static boolean lacks(Keyspace keyspace, String tail, EventId id, @Nullable String expected) {
        ModelStream stream = keyspace.stream(tail);
        if (stream == null || stream.length() == 0) {
            return false;
        }
        List<ModelStream.Entry> found = stream.range(id.predecessor(), id, 1);
        if (!found.isEmpty()) {
            return expected != null && !expected.equals(digest(found.get(0).fields()));
        }
        return id.isAfter(EventId.parse(stream.oldest().fields().get(1)));
    }

    static String digest(List<String> fields) {
        String event = Fields.value(fields, "e");
        String body = Fields.value(fields, "b");
        return new EntryIdentity(EventId.ZERO, event, body.getBytes(ISO_8859_1)).digest();
    }

    /** Begins the log anew, after its last id. */
    LogState renew(Keyspace keyspace, String meta) {
        EventId next = beyond(last, keyspace);
        LogState renewed = new LogState(next, next, retention, unsure);
        keyspace.hashSet(meta, "last", next.toString());
        keyspace.hashSet(meta, "birth", next.toString());
        return renewed;
    }

    EventId floor(long now) {
        return birth.max(unsure).max(new EventId(Math.max(0, now - retention), 0));
    }

    static EventId next(EventId last, long now) {
        return now > last.ms() ? new EventId(now, 0) : new EventId(last.ms(), last.seq() + 1);
    }

    /** Appends an entry to the tail only, as a script with the usual first arguments does. */
    static void appendToTail(ScriptCall call, List<String> fields) {
        Keyspace keyspace = call.keyspace();
        LogState state = open(keyspace, call.key(1), call.key(2), EventId.parse(call.arg(1)), call.number(2));
        EventId id = next(state.last, call.now());
        ModelStream stream = keyspace.streamForWrite(call.key(2));
        stream.add(id, Fields.following(state.last, fields));
        stream.trimToLength((int) call.number(3));
        keyspace.hashSet(call.key(1), "last", id.toString());
        AddressedModel addressed =
                AddressedModel.of(keyspace, call.key(1), call.key(2), (int) call.number(3), state.last);
        if (addressed != null) {
            addressed.toAll(id, fields);
            addressed.finish(id);
        }
    }
}
