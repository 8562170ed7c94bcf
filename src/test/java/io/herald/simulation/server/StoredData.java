package io.herald.simulation.server;

import io.herald.event.EventId;
import io.herald.log.LogConfig;
import io.herald.redis.layout.RedisKeys;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a server stores at one moment, for the oracle. */
public final class StoredData {

    private final Keyspace keyspace;
    private final RedisKeys keys;
    private final long maxSkewMillis;

    StoredData(Keyspace keyspace, RedisKeys keys, long maxSkewMillis) {
        this.keyspace = keyspace;
        this.keys = keys;
        this.maxSkewMillis = maxSkewMillis;
    }

    /** Describes the keys that are longer than the settings allow, and those that must expire and do not. */
    public List<String> exceededBounds(LogConfig settings) {
        return new KeyBounds(keyspace, settings, maxSkewMillis).exceeded();
    }

    /** Returns the instances that have registered each user, by the channel of the user. */
    public Map<String, Set<String>> registrations(int partition) {
        Map<String, Set<String>> byUser = new TreeMap<>();
        hash(keys.own(partition, "holders")).forEach((user, held) -> byUser.put(user, instancesOf(held)));
        return byUser;
    }

    private static Set<String> instancesOf(String held) {
        return Arrays.stream(held.split(" "))
                .map(one -> one.substring(0, one.indexOf('=')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the instances of which a partition stores the newest entry of their tail. */
    public Set<String> instancesWithTail(int partition) {
        return hash(keys.own(partition, "newest")).keySet();
    }

    /** Returns whether the tail of a partition reaches back to an id. */
    public boolean tailCovers(int partition, EventId id) {
        ModelStream tail = keyspace.stream(keys.tail(partition));
        return tail == null
                || tail.length() == 0
                || id.isAfter(EventId.parse(tail.oldest().fields().get(1)));
    }

    /** Returns the birth mark of a partition; null if it has none. */
    public @Nullable EventId birth(int partition) {
        LogState state = LogState.read(keyspace, keys.meta(partition));
        return state == null ? null : state.birth;
    }

    /** Returns the fields of a hash. */
    public Map<String, String> hash(String key) {
        return new TreeMap<>(keyspace.hash(key));
    }
}
