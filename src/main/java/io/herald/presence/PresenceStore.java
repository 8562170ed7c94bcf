package io.herald.presence;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.json.RawJson;
import io.herald.log.EventLog;
import io.herald.log.LogConfig;
import io.herald.redis.ScriptRunner;
import io.herald.webhooks.HookEventType;
import io.herald.webhooks.HookRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Stores presence in Redis. The head of the script {@code presence} describes the keys and operations. */
@ApplicationScoped
class PresenceStore {

    private static final String SCRIPT = "presence";
    static final String PREFIX = "pr:";

    /** The room that stands for the service: who is in it is online. No room can have this name. */
    static final String EVERYWHERE = "*";

    /** The position of the first page of the entries of an instance. */
    static final String FIRST_PAGE = "0";

    /** The number of entries that a renewal of the lease compares, each way. */
    static final int ENTRIES_A_PAGE = 256;

    private static final int PARTITIONS_AT_ONCE = 8;

    /** The maximum number of rooms in one script call, so that it does not block Redis. */
    private static final int ROOMS_A_CALL = 256;

    private final EventLog log;
    private final ScriptRunner scriptRunner;
    private final PresenceConfig config;
    private final Clock clock;
    private final String staged;
    private final int maxStaged;

    PresenceStore(
            EventLog log,
            ScriptRunner scriptRunner,
            PresenceConfig config,
            LogConfig logConfig,
            HookRegistry hooks,
            Clock clock) {
        this.log = log;
        this.scriptRunner = scriptRunner;
        this.config = config;
        this.clock = clock;
        this.staged = staged(hooks);
        this.maxStaged = logConfig.workLength();
    }

    private static String staged(HookRegistry hooks) {
        String users = hooks.receivesAny(HookEventType.USER_ONLINE, HookEventType.USER_OFFLINE) ? "u" : "";
        String rooms = hooks.receivesAny(HookEventType.ROOM_OCCUPIED, HookEventType.ROOM_VACATED) ? "r" : "";
        return users + rooms;
    }

    int partitions() {
        return log.partitions();
    }

    /** Returns the partition that stores an entry. */
    int partitionOf(PresenceEntry entry) {
        return entry.room().equals(EVERYWHERE) ? log.partitionOf(Channel.user(entry.user())) : partition(entry.room());
    }

    /**
     * Sets the number of connections that an instance has of a user in a room.
     *
     * @param room {@link #EVERYWHERE} for all connections
     * @param absence the flap time: the departure is announced only if the user does not return within it
     */
    Uni<?> setConnections(String room, String user, String instance, int connections, Duration absence) {
        return run(
                partitionOf(new PresenceEntry(room, user)),
                "set",
                room,
                user,
                instance,
                connections,
                absence.toMillis(),
                config.ttl().toMillis());
    }

    /**
     * Replaces the state of a user in those of the rooms in which the user is present. A script call updates up to
     * {@link #ROOMS_A_CALL} rooms of one partition.
     */
    Uni<Void> replaceState(Collection<String> rooms, String user, RawJson state) {
        Map<Integer, List<String>> byPartition = new TreeMap<>();
        rooms.forEach(room -> byPartition
                .computeIfAbsent(partition(room), partition -> new ArrayList<>())
                .add(room));
        return Multi.createFrom()
                .iterable(byPartition.entrySet())
                .onItem()
                .transformToUni(part -> replaceState(part.getKey(), part.getValue(), user, state))
                .merge(PARTITIONS_AT_ONCE)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> replaceState(int partition, List<String> rooms, String user, RawJson state) {
        List<String> some = rooms.subList(0, Math.min(ROOMS_A_CALL, rooms.size()));
        List<Object> arguments = new ArrayList<>(List.of(user, state.toJson()));
        arguments.addAll(some);
        return run(partition, "state", arguments.toArray())
                .chain(() -> some.size() == rooms.size()
                        ? Uni.createFrom().voidItem()
                        : replaceState(partition, rooms.subList(ROOMS_A_CALL, rooms.size()), user, state));
    }

    /**
     * Renews the lease of an instance, and reads some of its entries.
     *
     * @param cursor where the page of stored entries begins, {@link #FIRST_PAGE} or that of the previous renewal
     * @param lookups further entries to read
     */
    Uni<LeaseRenewal> renew(int partition, String instance, String cursor, List<PresenceEntry> lookups) {
        List<Object> arguments = new ArrayList<>(4 + 2 * lookups.size());
        arguments.addAll(List.of(instance, config.ttl().toMillis(), cursor, ENTRIES_A_PAGE));
        lookups.forEach(entry -> {
            arguments.add(entry.room());
            arguments.add(entry.user());
        });
        return run(partition, "lease", arguments.toArray()).map(LeaseRenewal::of);
    }

    /**
     * Removes the entries of expired leases and announces departures whose flap time has elapsed.
     *
     * @return the number of processed entries; {@code most} if there may be more
     */
    Uni<Integer> sweep(int partition, int most) {
        return run(partition, "sweep", most).map(Response::toInteger);
    }

    /** Reads a page of the rooms of a partition that users follow; the script describes the reply. */
    Uni<Response> rooms(int partition, String prefix, String after, int most) {
        return run(partition, "rooms", prefix, after, most);
    }

    private Uni<Response> run(int partition, String what, Object... arguments) {
        List<Object> all = new ArrayList<>(5 + arguments.length);
        all.add(Envelope.time(clock.instant()));
        all.add(config.announceMax());
        all.add(staged);
        all.add(maxStaged);
        all.add(what);
        all.addAll(List.of(arguments));
        return scriptRunner.run(SCRIPT, partition, PREFIX, all);
    }

    Uni<Map<String, String>> readRoom(String room) {
        return hash(partition(room), "r:" + room);
    }

    /** Returns the number of users in a room. */
    Uni<Integer> count(String room) {
        return scriptRunner
                .send(Command.HGET, partition(room), PREFIX + "r:" + room, List.of("#"))
                .map(reply -> reply == null ? 0 : reply.toInteger());
    }

    Uni<Map<String, String>> states(String room) {
        return hash(partition(room), "s:" + room);
    }

    private Uni<Map<String, String>> hash(int partition, String name) {
        return scriptRunner
                .send(Command.HGETALL, partition, PREFIX + name, List.of())
                .map(PresenceStore::entries);
    }

    /** Reads a hash from a RESP3 map, or from a RESP2 list of alternating names and values. */
    private static Map<String, String> entries(Response reply) {
        Map<String, String> entries = new HashMap<>();
        if (reply == null) {
            return entries;
        }
        if (reply.isMap()) {
            reply.getKeys().forEach(name -> entries.put(name, reply.get(name).toString()));
            return entries;
        }
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            entries.put(reply.get(i).toString(), reply.get(i + 1).toString());
        }
        return entries;
    }

    private int partition(String room) {
        return log.partitionOf(Channel.room(room));
    }
}
