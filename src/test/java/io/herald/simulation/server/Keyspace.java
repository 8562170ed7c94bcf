package io.herald.simulation.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The keys of the modelled server at the time of its clock. A key that has expired is removed when it is accessed. */
final class Keyspace {

    static final long NO_EXPIRY = Long.MAX_VALUE;

    private static final class Value {
        private Object content;
        private long expiresAt = NO_EXPIRY;

        Value(Object content) {
            this.content = content;
        }
    }

    private final Map<String, Value> values = new HashMap<>();
    private final String recorded;
    private ModelTime time = ModelTime.at(0);
    private long streamWrites;

    /** @param recorded the end of the names of the streams whose added entries are recorded */
    Keyspace(String recorded) {
        this.recorded = recorded;
    }

    Keyspace copy() {
        Keyspace copy = new Keyspace(recorded);
        copy.time = time;
        values.forEach((key, value) -> {
            Value copied = new Value(copy(value.content));
            copied.expiresAt = value.expiresAt;
            copy.values.put(key, copied);
        });
        return copy;
    }

    @SuppressWarnings("unchecked")
    private static Object copy(Object content) {
        if (content instanceof ModelStream stream) {
            return stream.copy();
        } else if (content instanceof TreeMap<?, ?> map) {
            return new TreeMap<>((TreeMap<String, Object>) map);
        } else if (content instanceof TreeSet<?> set) {
            return new TreeSet<>((TreeSet<String>) set);
        }
        return content;
    }

    void setTime(ModelTime now) {
        time = now;
    }

    long nowMillis() {
        return time.clockMillis();
    }

    long nowMicros() {
        return time.clock();
    }

    void clear() {
        values.clear();
    }

    private @Nullable Value find(String key) {
        Value value = values.get(key);
        if (value != null && isExpired(value)) {
            values.remove(key);
            return null;
        }
        return value;
    }

    private boolean isExpired(Value value) {
        return value.expiresAt < time.expiryMillis();
    }

    boolean exists(String key) {
        return find(key) != null;
    }

    boolean delete(String key) {
        boolean existed = exists(key);
        values.remove(key);
        return existed;
    }

    @Nullable
    String string(String key) {
        Value value = find(key);
        return value == null ? null : (String) value.content;
    }

    void setString(String key, String content, long expiresAt) {
        Value value = new Value(content);
        value.expiresAt = expiresAt;
        values.put(key, value);
    }

    /** Sets the text and keeps the expiry. */
    void replaceString(String key, String content) {
        Value value = find(key);
        if (value == null) {
            setString(key, content, NO_EXPIRY);
        } else {
            value.content = content;
        }
    }

    /** Returns false if there is no such key. */
    boolean expireAt(String key, long millis) {
        Value value = find(key);
        if (value == null) {
            return false;
        }
        value.expiresAt = millis;
        if (millis <= nowMillis()) {
            values.remove(key);
        }
        return true;
    }

    /** Returns the remaining time in milliseconds; -1 without an expiry, -2 without a key. */
    long ttl(String key) {
        Value value = find(key);
        if (value == null) {
            return -2;
        }
        return value.expiresAt == NO_EXPIRY ? -1 : value.expiresAt - time.ttlMillis();
    }

    @Nullable
    ModelStream stream(String key) {
        Value value = find(key);
        return value == null ? null : (ModelStream) value.content;
    }

    /** Returns the number of calls of {@link #streamForWrite}: while it stays the same, no stream gets an entry. */
    long streamWrites() {
        return streamWrites;
    }

    /** Returns the stream, to which the caller may add entries. Creates it if there is none. */
    ModelStream streamForWrite(String key) {
        streamWrites++;
        if (!exists(key)) {
            values.put(key, new Value(new ModelStream(key.endsWith(recorded))));
        }
        return (ModelStream) values.get(key).content;
    }

    /** Returns the hash; an empty one, which is not stored, if there is none. */
    @SuppressWarnings("unchecked")
    TreeMap<String, String> hash(String key) {
        Value value = find(key);
        return value == null ? new TreeMap<>() : (TreeMap<String, String>) value.content;
    }

    void hashSet(String key, String field, String content) {
        TreeMap<String, String> hash = hash(key);
        hash.put(field, content);
        store(key, hash);
    }

    boolean hashDelete(String key, String field) {
        TreeMap<String, String> hash = hash(key);
        boolean removed = hash.remove(field) != null;
        if (hash.isEmpty()) {
            values.remove(key);
        }
        return removed;
    }

    long hashIncrement(String key, String field, long by) {
        long next = Long.parseLong(hash(key).getOrDefault(field, "0")) + by;
        hashSet(key, field, Long.toString(next));
        return next;
    }

    /** Returns the members of a sorted set by their scores, which are whole numbers here. */
    @SuppressWarnings("unchecked")
    TreeMap<String, Long> scores(String key) {
        Value value = find(key);
        return value == null ? new TreeMap<>() : (TreeMap<String, Long>) value.content;
    }

    void scoreSet(String key, String member, long score) {
        TreeMap<String, Long> scores = scores(key);
        scores.put(member, score);
        store(key, scores);
    }

    boolean scoreDelete(String key, String member) {
        TreeMap<String, Long> scores = scores(key);
        boolean removed = scores.remove(member) != null;
        if (scores.isEmpty()) {
            values.remove(key);
        }
        return removed;
    }

    /** Returns the members with at most this score, ordered by score and then by name. */
    List<String> membersUpTo(String key, long score, int count) {
        List<Map.Entry<String, Long>> found = new ArrayList<>();
        scores(key).entrySet().stream()
                .filter(entry -> entry.getValue() <= score)
                .forEach(found::add);
        found.sort(Map.Entry.comparingByValue());
        return found.stream().limit(count).map(Map.Entry::getKey).toList();
    }

    @SuppressWarnings("unchecked")
    TreeSet<String> set(String key) {
        Value value = find(key);
        return value == null ? new TreeSet<>() : (TreeSet<String>) value.content;
    }

    void setAdd(String key, String member) {
        TreeSet<String> set = set(key);
        set.add(member);
        store(key, set);
    }

    boolean setRemove(String key, String member) {
        TreeSet<String> set = set(key);
        boolean removed = set.remove(member);
        if (set.isEmpty()) {
            values.remove(key);
        }
        return removed;
    }

    private void store(String key, Object content) {
        if (!values.containsKey(key)) {
            values.put(key, new Value(content));
        }
    }

    /** Returns the names of all keys in their order. */
    TreeSet<String> names() {
        values.values().removeIf(this::isExpired);
        return new TreeSet<>(values.keySet());
    }

    Object content(String key) {
        return values.get(key).content;
    }
}
