package io.herald.simulation.server;

import io.herald.event.EventId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The addressed tails: the functions of the prelude and of {@code append.lua} that write them, and the scripts that use them. */
final class AddressedModel {

    private static final long WEEK_MS = 604_800_000;

    private final Keyspace keyspace;
    private final String meta;
    private final String tail;
    private final int tailLength;
    private final Map<String, EventId> newest = new LinkedHashMap<>();
    private EventId shared;

    private AddressedModel(Keyspace keyspace, String meta, String tail, int tailLength, EventId shared) {
        this.keyspace = keyspace;
        this.meta = meta;
        this.tail = tail;
        this.tailLength = tailLength;
        this.shared = shared;
    }

    /** Returns null if no instance follows addressed tails. */
    static @Nullable AddressedModel of(Keyspace keyspace, String meta, String tail, int tailLength, EventId last) {
        EventId shared = newestShared(keyspace, meta, last);
        return shared == null ? null : new AddressedModel(keyspace, meta, tail, tailLength, shared);
    }

    private static @Nullable EventId newestShared(Keyspace keyspace, String meta, EventId last) {
        TreeMap<String, String> stored = keyspace.hash(meta);
        String until = stored.get("addressed");
        if (until == null || Long.parseLong(until) <= keyspace.nowMillis()) {
            return null;
        }
        return last.toString().equals(stored.get("routed")) ? EventId.parse(stored.get("shared")) : last;
    }

    private static String key(String tail, String name) {
        return tail.substring(0, tail.length() - 4) + name;
    }

    void toAll(EventId id, List<String> fields) {
        ModelStream stream = keyspace.streamForWrite(tail + ":shared");
        stream.add(id, Fields.following(shared, fields));
        stream.trimToLength(tailLength);
        shared = id;
    }

    /** @param previous the entry before this one in the tail */
    void toHolders(EventId id, EventId previous, String channels, List<String> fields) {
        Map<String, List<String>> byInstance = new LinkedHashMap<>();
        for (String user : channels.split(" ")) {
            String held = keyspace.hash(key(tail, "holders")).getOrDefault(user, "");
            for (String instance : held.isEmpty() ? new String[0] : held.split(" ")) {
                byInstance
                        .computeIfAbsent(instance.substring(0, instance.indexOf('=')), name -> new ArrayList<>())
                        .add(user);
            }
        }
        byInstance.forEach((instance, users) -> {
            if (!keyspace.exists(tail + ":" + instance)) {
                return;
            }
            ModelStream stream = keyspace.streamForWrite(tail + ":" + instance);
            EventId last = newest.get(instance);
            if (last == null) {
                String stored = keyspace.hash(key(tail, "newest")).get(instance);
                last = stored == null ? previous : EventId.parse(stored);
            }
            List<String> all = new ArrayList<>(List.of("s", shared.toString(), "c", String.join(" ", users)));
            all.addAll(fields);
            stream.add(id, Fields.following(last, all));
            stream.trimToLength(tailLength);
            newest.put(instance, id);
        });
    }

    void finish(EventId last) {
        keyspace.hashSet(meta, "shared", shared.toString());
        keyspace.hashSet(meta, "routed", last.toString());
        newest.forEach((instance, id) -> keyspace.hashSet(key(tail, "newest"), instance, id.toString()));
    }

    /** {@code register.lua} */
    static Object register(ScriptCall call) {
        Keyspace keyspace = call.keyspace();
        String meta = call.key(1);
        String tail = call.key(2);
        String instance = call.arg(4);
        LogState state = LogState.open(keyspace, meta, tail, EventId.parse(call.arg(1)), call.number(2));
        List<Object> reply = new ArrayList<>(List.of("", 0L));
        long missing = 0;
        for (int i = 7; i <= call.argCount(); i++) {
            String user = call.arg(i);
            boolean isRegistered = false;
            List<String> left = new ArrayList<>();
            String held = keyspace.hash(key(tail, "holders")).getOrDefault(user, "");
            for (String one : held.isEmpty() ? new String[0] : held.split(" ")) {
                String other = one.substring(0, one.indexOf('='));
                if (other.equals(instance)) {
                    isRegistered = true;
                } else if (keyspace.exists(tail + ":" + other)) {
                    left.add(one);
                }
            }
            left.add(instance + "=" + call.arg(6));
            keyspace.hashSet(key(tail, "holders"), user, String.join(" ", left));
            missing += isRegistered ? 0 : 1;
            ModelStream history = keyspace.stream(call.key(3) + user);
            reply.add(
                    history == null || history.length() == 0
                            ? state.floor(call.now()).toString()
                            : history.reverseRange(new EventId(Long.MAX_VALUE, Long.MAX_VALUE), 1)
                                    .get(0)
                                    .id()
                                    .max(state.birth)
                                    .toString());
        }
        appendMarker(call, state, instance);
        keyspace.streamForWrite(tail + ":shared");
        extend(call);
        reply.set(0, keyspace.hash(meta).get("last"));
        reply.set(1, missing);
        return reply;
    }

    private static void appendMarker(ScriptCall call, LogState state, String instance) {
        Keyspace keyspace = call.keyspace();
        String meta = call.key(1);
        String tail = call.key(2);
        EventId shared = newestShared(keyspace, meta, state.last);
        EventId id = LogState.next(state.last, call.now());
        String known = keyspace.hash(key(tail, "newest")).get(instance);
        EventId previous = keyspace.exists(tail + ":" + instance) && known != null ? EventId.parse(known) : id;
        List<String> marker = List.of("c", "everyone", "e", "registered", "b", instance, "f", "c");
        ModelStream whole = keyspace.streamForWrite(tail);
        List<String> inTail = new ArrayList<>(previous.equals(id) ? List.of("s", id.toString()) : List.of());
        inTail.addAll(marker);
        whole.add(id, Fields.following(state.last, inTail));
        whole.trimToLength((int) call.number(3));
        List<String> fields = new ArrayList<>(List.of("s", (shared == null ? state.last : shared).toString()));
        fields.addAll(marker);
        ModelStream own = keyspace.streamForWrite(tail + ":" + instance);
        own.add(id, Fields.following(previous, fields));
        own.trimToLength((int) call.number(3));
        keyspace.expireAt(tail + ":" + instance, call.now() + call.number(5));
        keyspace.hashSet(key(tail, "newest"), instance, id.toString());
        long until = Long.parseLong(keyspace.hash(meta).getOrDefault("addressed", "0"));
        keyspace.hashSet(meta, "last", id.toString());
        keyspace.hashSet(meta, "addressed", Long.toString(Math.max(until, call.now() + call.number(5))));
        keyspace.hashSet(meta, "shared", (shared == null ? state.last : shared).toString());
        keyspace.hashSet(meta, "routed", id.toString());
    }

    private static void extend(ScriptCall call) {
        for (String name : List.of(key(call.key(2), "holders"), key(call.key(2), "newest"), call.key(2) + ":shared")) {
            call.keyspace().expireAt(name, call.now() + WEEK_MS);
        }
    }

    /** {@code addressed.lua} */
    static Object read(ScriptCall call) {
        Keyspace keyspace = call.keyspace();
        String own = call.key(2) + ":" + call.arg(1);
        TreeMap<String, String> stored = keyspace.hash(call.key(1));
        String last = stored.get("last");
        if (last == null
                || !last.equals(stored.get("routed"))
                || newestShared(keyspace, call.key(1), EventId.parse(last)) == null
                || keyspace.ttl(own) < 0) {
            return List.of();
        }
        long lease = call.number(4);
        long until = Long.parseLong(stored.get("addressed"));
        if (2 * Math.min(keyspace.ttl(own), until - call.now()) < lease) {
            keyspace.expireAt(own, call.now() + lease);
            keyspace.hashSet(call.key(1), "addressed", Long.toString(Math.max(until, call.now() + lease)));
        }
        return List.of(entries(call, call.key(2) + ":shared"), entries(call, own));
    }

    private static List<Object> entries(ScriptCall call, String name) {
        ModelStream stream = call.keyspace().stream(name);
        return stream == null
                ? List.of()
                : ReadModel.entries(stream.range(EventId.parse(call.arg(2)), stream.last(), (int) call.number(3)));
    }

    /** {@code prune-holders.lua}, which examines all users here, because they are few. */
    static Object prune(ScriptCall call) {
        Keyspace keyspace = call.keyspace();
        String tail = call.key(2);
        for (String instance : List.copyOf(keyspace.hash(key(tail, "newest")).keySet())) {
            if (!keyspace.exists(tail + ":" + instance)) {
                keyspace.hashDelete(key(tail, "newest"), instance);
            }
        }
        List<Object> reply = new ArrayList<>(List.of("0"));
        for (Map.Entry<String, String> entry :
                List.copyOf(keyspace.hash(key(tail, "holders")).entrySet())) {
            List<String> left = new ArrayList<>(List.of(entry.getValue().split(" ")));
            for (String one : left) {
                if (one.startsWith(call.arg(3) + "=")) {
                    reply.add(entry.getKey());
                    reply.add(one.substring(one.indexOf('=') + 1));
                }
            }
            left.removeIf(one -> !keyspace.exists(tail + ":" + one.substring(0, one.indexOf('='))));
            if (left.isEmpty()) {
                keyspace.hashDelete(key(tail, "holders"), entry.getKey());
            } else {
                keyspace.hashSet(key(tail, "holders"), entry.getKey(), String.join(" ", left));
            }
        }
        return reply;
    }

    /** {@code release.lua} */
    static Object release(ScriptCall call) {
        String holders = key(call.key(2), "holders");
        for (int i = 2; i <= call.argCount(); i += 2) {
            long generation = call.number(i + 1);
            String held = call.keyspace().hash(holders).getOrDefault(call.arg(i), "");
            List<String> left = new ArrayList<>(List.of(held.split(" ")));
            left.removeIf(one -> one.isEmpty()
                    || one.startsWith(call.arg(1) + "=")
                            && Long.parseLong(one.substring(one.indexOf('=') + 1)) <= generation);
            if (left.isEmpty()) {
                call.keyspace().hashDelete(holders, call.arg(i));
            } else {
                call.keyspace().hashSet(holders, call.arg(i), String.join(" ", left));
            }
        }
        return (long) call.argCount();
    }
}
