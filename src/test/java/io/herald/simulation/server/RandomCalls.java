package io.herald.simulation.server;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.redis.layout.RedisKeys;
import io.herald.simulation.server.ModelServer.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Creates random calls of the scripts. They avoid what the scripts decide by a random sample: an instance has one entry of
 * presence at a time, and only messages that are stored are edited.
 */
final class RandomCalls {

    static final RedisKeys KEYS = new RedisKeys("model", 1);

    private static final List<Channel> CHANNELS =
            List.of(Channel.user("a"), Channel.user("b"), Channel.user("c"), Channel.room("x"), Channel.room("y"));
    private static final List<String> LEASES = List.of("x a", "x a", "x b", "y a");
    private static final List<Integer> RETENTIONS = List.of(60, 60, 60, 90);
    private static final String PREFIX = KEYS.own(0, "pr:");

    private final Random random;
    private final Keyspace model;
    private int retention = 60;

    RandomCalls(Random random, Keyspace model) {
        this.random = random;
        this.model = model;
    }

    Call next() {
        if (random.nextInt(40) == 0) {
            retention = RETENTIONS.get(random.nextInt(RETENTIONS.size()));
        }
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> append();
            case 5 -> open();
            case 6, 7 -> read();
            case 8 ->
                script(
                        "history",
                        List.of(KEYS.history(0, CHANNELS.get(3)), KEYS.overlay(0, CHANNELS.get(3))),
                        List.of(position(), random.nextBoolean() ? "newest" : "oldest", 1 + random.nextInt(6)));
            case 9 -> claim();
            case 10, 11, 12 -> presence();
            case 13, 14 -> connections();
            case 15, 16 -> register();
            case 17 -> readAddressed();
            case 18 ->
                random.nextBoolean()
                        ? release()
                        : script(
                                "prune-holders",
                                List.of(KEYS.meta(0), KEYS.tail(0)),
                                List.of(0, 1_000, "unregistered"));
            default -> random.nextInt(3) == 0 ? emptyQueue() : preferences();
        };
    }

    private static Call script(String name, List<String> keys, List<?> args) {
        List<String> all = new ArrayList<>(List.of(ModelDigests.of(name), Integer.toString(keys.size())));
        all.addAll(keys);
        args.forEach(arg -> all.add(arg.toString()));
        return new Call("evalsha", all);
    }

    private Call open() {
        String birth = model.hash(KEYS.meta(0)).getOrDefault("birth", "0-0");
        List<Object> args = new ArrayList<>(
                List.of(seen(), retention, random.nextInt(4) == 0 ? "0-0" : random.nextInt(8) == 0 ? "lost" : birth));
        for (int i = random.nextInt(3); i > 0; i--) {
            String id = random.nextInt(4) == 0 ? seen() : position();
            args.add(id);
            args.add(random.nextInt(12) == 0 ? "0".repeat(40) : digest(EventId.parse(id)));
        }
        return script("open", List.of(KEYS.meta(0), KEYS.tail(0)), args);
    }

    /** Returns the digest of an entry of the tail. */
    private String digest(EventId id) {
        ModelStream tail = model.stream(KEYS.tail(0));
        List<ModelStream.Entry> found = tail == null ? List.of() : tail.range(id.predecessor(), id, 1);
        return found.isEmpty() ? "none" : LogState.digest(found.get(0).fields());
    }

    private Call append() {
        List<String> keys = new ArrayList<>(
                List.of(KEYS.meta(0), KEYS.tail(0), KEYS.work(0), KEYS.preferences(0), KEYS.histories(0)));
        List<Object> args = new ArrayList<>(List.of(seen(), retention, 4, 12, 30));
        int events = 1 + random.nextInt(3);
        for (int i = 0; i < events; i++) {
            appendEvent(keys, args);
        }
        return script("append", keys, args);
    }

    private void appendEvent(List<String> keys, List<Object> args) {
        List<Channel> channels = channels();
        Channel first = channels.get(0);
        String flags = List.of("t", "t", "t", "tw", "tp", "tpw", "w").get(random.nextInt(7));
        String message = first.isRoom() ? storedMessage(first) : null;
        boolean revises = message != null && flags.startsWith("t") && random.nextInt(3) == 0;
        String kind = random.nextInt(4) == 0 ? "d" : "e";
        boolean ephemeral = !revises && random.nextInt(4) == 0;
        int once = random.nextInt(5);
        if (once == 0) {
            keys.add(KEYS.appendRecord(0, "k" + random.nextInt(6)));
        } else if (once == 1) {
            keys.add(recordKey());
        }
        boolean staged = random.nextInt(5) == 0;
        if (staged) {
            keys.add(KEYS.staged(0));
        }
        boolean hasHistories = flags.startsWith("t") && !ephemeral;
        if (hasHistories) {
            channels.forEach(channel ->
                    keys.addAll(List.of(KEYS.history(0, channel), KEYS.origin(0, channel), KEYS.overlay(0, channel))));
        }
        args.add(String.join(" ", channels.stream().map(Channel::key).toList()));
        args.add((flags + (random.nextInt(6) == 0 ? "a" : "") + (revises ? "r" : "") + (staged ? "h" : ""))
                + (once == 0 ? "o" : once == 1 ? "k" : ""));
        args.add(hasHistories ? channels.size() : 0);
        List<Object> fields = new ArrayList<>(List.of("e", "message", "b", "body" + random.nextInt(1_000)));
        if (revises) {
            fields = new ArrayList<>(List.of(
                    "e", kind.equals("d") ? "message.deleted" : "message.edited", "b", "edit" + random.nextInt(1_000)));
            fields.addAll(List.of("n", message));
        } else if (ephemeral) {
            fields.addAll(List.of("f", "e"));
        }
        args.add(fields.size());
        args.addAll(fields);
        if (revises) {
            args.addAll(List.of(message, kind));
        }
        if (once == 0) {
            args.addAll(List.of("print" + random.nextInt(2), 20 + random.nextInt(60)));
        }
    }

    private List<Channel> channels() {
        if (random.nextInt(10) == 0) {
            return List.of(Channel.EVERYONE);
        } else if (random.nextInt(3) > 0) {
            return List.of(CHANNELS.get(3 + random.nextInt(2)));
        }
        List<Channel> users = new ArrayList<>(CHANNELS.subList(0, 3));
        users.remove(random.nextInt(3));
        return users;
    }

    private String storedMessage(Channel room) {
        ModelStream history = model.stream(KEYS.history(0, room));
        if (history == null || history.length() == 0) {
            return null;
        }
        List<ModelStream.Entry> newest = history.reverseRange(new EventId(Long.MAX_VALUE, 0), 3);
        return newest.get(random.nextInt(newest.size())).id().toString();
    }

    /** Returns an id that an instance may have seen: in the log, lost, or of a log that was replaced. */
    private String seen() {
        String last = model.hash(KEYS.meta(0)).getOrDefault("last", "0-0");
        EventId id = EventId.parse(last);
        return switch (random.nextInt(12)) {
            case 0 -> "0-0";
            case 1 -> random.nextInt(3) == 0 ? new EventId(id.ms() + random.nextInt(5), 3).toString() : last;
            case 2 -> random.nextInt(3) == 0 ? new EventId(Math.max(0, id.ms() - 1), 77).toString() : last;
            case 3 -> position();
            default -> last;
        };
    }

    private String position() {
        ModelStream tail = model.stream(KEYS.tail(0));
        if (tail == null || tail.length() == 0) {
            return "1-0";
        }
        List<ModelStream.Entry> newest = tail.reverseRange(new EventId(Long.MAX_VALUE, 0), 30);
        return newest.get(random.nextInt(newest.size())).id().toString();
    }

    private Call read() {
        List<String> keys = new ArrayList<>(List.of(KEYS.meta(0)));
        CHANNELS.subList(random.nextInt(3), 4)
                .forEach(channel -> keys.addAll(
                        List.of(KEYS.history(0, channel), KEYS.origin(0, channel), KEYS.overlay(0, channel))));
        return script("read", keys, List.of(position(), position(), 1 + random.nextInt(8)));
    }

    private String recordKey() {
        return KEYS.idempotencyRecord(0, "abcdefghijklmnopqrstu" + random.nextInt(4));
    }

    private Call claim() {
        String legacy = KEYS.legacyIdempotencyRecord(0, "none");
        List<Object> args =
                List.of("fingerprint" + random.nextInt(2), "value" + random.nextInt(3), 20 + random.nextInt(99), "f");
        return script("claim", List.of(recordKey(), legacy), args);
    }

    private Call presence() {
        List<Object> args = usual();
        args.addAll(List.of("12:00", 1 + random.nextInt(3), "", 100));
        int instance = random.nextInt(LEASES.size());
        String[] entry = LEASES.get(instance).split(" ");
        switch (random.nextInt(6)) {
            case 0, 1, 2 ->
                args.addAll(List.of(
                        "set",
                        entry[0],
                        entry[1],
                        "i" + instance,
                        random.nextInt(3),
                        random.nextInt(3) == 0 ? 0 : 20,
                        30));
            case 3 -> args.addAll(List.of("state", entry[1], "{\"n\":" + random.nextInt(9) + "}", "x", "y"));
            case 4 ->
                args.addAll(List.of(
                        "lease", "i" + instance, 10 + random.nextInt(40), 0, 256, entry[0], entry[1], "y", "b"));
            default -> args.addAll(List.of("sweep", 1));
        }
        return script("presence", List.of(KEYS.meta(0), KEYS.tail(0), PREFIX), args);
    }

    private List<Object> usual() {
        return new ArrayList<>(List.of(seen(), retention, 12));
    }

    private Call connections() {
        List<Object> args = usual();
        args.addAll(List.of("u" + random.nextInt(2), "i" + random.nextInt(3)));
        String connection = "c" + random.nextInt(6);
        switch (random.nextInt(8)) {
            case 6 -> args.addAll(List.of("drop", connection));
            case 7 -> args.addAll(List.of("prune", random.nextBoolean() ? "" : "u0"));
            case 0 -> args.add("list");
            case 1 -> args.addAll(List.of("visibility", connection, random.nextBoolean()));
            case 2 -> args.addAll(List.of("visible", "u0", "u1"));
            default ->
                args.addAll(List.of(
                        "hold",
                        connection,
                        random.nextBoolean() ? 0 : 1_000 + random.nextInt(1_000_000),
                        "{\"rooms\":[]}",
                        random.nextInt(4),
                        random.nextBoolean() ? "evict" : "reject",
                        40));
        }
        return script("connections", List.of(KEYS.meta(0), KEYS.tail(0), PREFIX), args);
    }

    private Call register() {
        List<Object> args = usual();
        args.addAll(List.of("i" + random.nextInt(3), random.nextBoolean() ? 20 : 200, random.nextInt(3)));
        CHANNELS.subList(0, random.nextInt(3)).forEach(user -> args.add(user.key()));
        return script("register", List.of(KEYS.meta(0), KEYS.tail(0), KEYS.histories(0)), args);
    }

    private Call readAddressed() {
        return script(
                "addressed",
                List.of(KEYS.meta(0), KEYS.tail(0)),
                List.of("i" + random.nextInt(3), position(), 1 + random.nextInt(8), random.nextBoolean() ? 20 : 200));
    }

    private Call release() {
        List<Object> args = new ArrayList<>(List.of("i" + random.nextInt(3)));
        CHANNELS.subList(0, random.nextInt(3)).forEach(user -> args.addAll(List.of(user.key(), random.nextInt(3))));
        return script("release", List.of(KEYS.meta(0), KEYS.tail(0)), args);
    }

    private Call emptyQueue() {
        return new Call("del", List.of(random.nextBoolean() ? KEYS.work(0) : KEYS.staged(0)));
    }

    private Call preferences() {
        String key = KEYS.preferences(0);
        Map<String, String> held = new TreeMap<>(model.hash(key));
        return held.size() > 1
                ? new Call("hdel", List.of(key, held.keySet().iterator().next()))
                : new Call("hset", List.of(key, CHANNELS.get(random.nextInt(3)).key(), "{}"));
    }
}
