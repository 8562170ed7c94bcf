package io.herald.simulation.server;

import io.herald.event.EventId;
import io.herald.redis.layout.EntryIdentity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The scripts that read: {@code open.lua}, {@code read.lua} and {@code history.lua}. */
final class ReadModel {

    private static final EventId HIGHEST = new EventId(Long.MAX_VALUE, Long.MAX_VALUE);

    /** The digest of a position without an entry. */
    private static final String NO_ENTRY =
            EntryIdentity.withoutEntry(EventId.ZERO).digest();

    private ReadModel() {}

    static Object open(ScriptCall call) {
        LogState state =
                LogState.open(call.keyspace(), call.key(1), call.key(2), EventId.parse(call.arg(1)), call.number(2));
        boolean lost = call.arg(3).equals("lost");
        for (int i = 4; i < call.argCount(); i += 2) {
            lost |= isLost(call, state, i);
        }
        if (lost) {
            state = state.renew(call.keyspace(), call.key(1));
        }
        List<Object> reply =
                new ArrayList<>(List.of(state.birth.toString(), state.last.toString(), Long.toString(call.now())));
        ModelStream tail = call.keyspace().stream(call.key(2));
        String birth = state.birth.toString();
        boolean isAtBirth = call.argCount() >= 4 && birth.equals(call.arg(4));
        if (tail != null && (!birth.equals(call.arg(3)) || isAtBirth)) {
            for (ModelStream.Entry entry : tail.reverseRange(new EventId(state.birth.ms(), state.birth.seq() + 1), 1)) {
                reply.add(entry.id().toString());
                reply.add(LogState.digest(entry.fields()));
            }
        }
        return reply;
    }

    private static boolean isLost(ScriptCall call, LogState state, int i) {
        EventId id = EventId.parse(call.arg(i));
        if (!id.isAfter(state.birth)) {
            return isHidden(call, state, id, call.arg(i + 1));
        }
        boolean isOfPrevious =
                i == 4 && !call.arg(3).equals("0-0") && !call.arg(3).equals(state.birth.toString());
        return isOfPrevious || LogState.lacks(call.keyspace(), call.key(2), id, call.arg(i + 1));
    }

    private static boolean isHidden(ScriptCall call, LogState state, EventId id, String digest) {
        String known = call.arg(3);
        if (known.equals("0-0")
                || known.equals(state.birth.toString())
                || id.equals(state.birth)
                || digest.equals(NO_ENTRY)) {
            return false;
        }
        return state.isMarkedAtPosition(call.keyspace(), call.key(2))
                && LogState.lacks(call.keyspace(), call.key(2), id, digest);
    }

    static Object read(ScriptCall call) {
        Keyspace keyspace = call.keyspace();
        LogState state = LogState.read(keyspace, call.key(1));
        if (state == null) {
            return List.of();
        }
        List<Object> page = new ArrayList<>(List.of(
                state.birth.toString(),
                state.last.toString(),
                state.floor(call.now()).toString()));
        for (int i = 2; i <= call.keyCount(); i += 3) {
            ModelStream history = keyspace.stream(call.key(i));
            if (history == null) {
                page.add(0L);
                continue;
            }
            List<ModelStream.Entry> entries =
                    history.range(EventId.parse(call.arg(1)), EventId.parse(call.arg(2)), (int) call.number(3));
            String origin = keyspace.string(call.key(i + 1));
            page.add(List.of(
                    origin == null ? state.last.toString() : origin,
                    entries(entries),
                    revisions(history, keyspace.hash(call.key(i + 2)), entries)));
        }
        return page;
    }

    static Object history(ScriptCall call) {
        Keyspace keyspace = call.keyspace();
        ModelStream history = keyspace.stream(call.key(1));
        if (history == null) {
            return List.of(List.of(), List.of());
        }
        EventId from = EventId.parse(call.arg(1));
        int limit = (int) call.number(3);
        List<ModelStream.Entry> entries =
                call.arg(2).equals("newest") ? history.reverseRange(from, limit) : history.range(from, HIGHEST, limit);
        return List.of(entries(entries), revisions(history, keyspace.hash(call.key(2)), entries));
    }

    static List<Object> entries(List<ModelStream.Entry> entries) {
        List<Object> all = new ArrayList<>(entries.size());
        entries.forEach(entry -> all.add(List.of(entry.id().toString(), entry.fields())));
        return all;
    }

    private static List<Object> revisions(
            ModelStream history, TreeMap<String, String> overlay, List<ModelStream.Entry> entries) {
        if (entries.isEmpty() || overlay.isEmpty()) {
            return List.of();
        }
        Map<String, Boolean> messages = new LinkedHashMap<>();
        for (ModelStream.Entry entry : entries) {
            String event = Fields.value(entry.fields(), "e");
            String message = message(entry, event);
            if (message != null) {
                messages.merge(message, "message".equals(event), Boolean::logicalOr);
            }
        }
        List<Object> result = new ArrayList<>();
        messages.forEach(
                (message, isMessage) -> addRevision(result, history, overlay.get(message), message, isMessage));
        return result;
    }

    private static @Nullable String message(ModelStream.Entry entry, @Nullable String event) {
        if ("message".equals(event)) {
            return entry.id().toString();
        }
        String subject = "message.edited".equals(event) ? Fields.value(entry.fields(), "n") : null;
        return subject == null ? null : subject.substring(subject.lastIndexOf('.') + 1);
    }

    private static void addRevision(
            List<Object> result, ModelStream history, @Nullable String stored, String message, boolean isMessage) {
        if (stored == null) {
            return;
        }
        int space = stored.indexOf(' ');
        EventId id = EventId.parse(stored.substring(0, space));
        String how = stored.substring(space + 1);
        List<ModelStream.Entry> revision =
                how.equals("e") && isMessage ? history.range(id.predecessor(), id, 1) : List.of();
        if (how.equals("d") || !revision.isEmpty()) {
            String body = revision.isEmpty() ? "" : Fields.value(revision.get(0).fields(), "b");
            result.addAll(List.of(message, how, body == null ? "" : body));
        }
    }
}
