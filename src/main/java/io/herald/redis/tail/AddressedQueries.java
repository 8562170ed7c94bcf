package io.herald.redis.tail;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.log.LogConfig;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.RedisScript;
import io.herald.redis.connection.UsedConnection;
import io.herald.redis.layout.EntryCodec;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.layout.RedisKeys;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Redis calls for the addressed tails of one partition. The prelude of the scripts describes these tails. */
final class AddressedQueries {

    private static final RedisScript REGISTER = RedisScript.load("register");
    private static final RedisScript RELEASE = RedisScript.load("release");
    private static final RedisScript PRUNE = RedisScript.load("prune-holders");
    private static final RedisScript READ = RedisScript.load("addressed");

    /** The number of users whose registrations one call examines, which takes Redis about a millisecond. */
    private static final int EXAMINED_USERS = 1_000;

    private final int partition;
    private final InstanceTail own;
    private final RedisLinks links;
    private final RedisKeys keys;
    private final LogConfig config;

    /** The connection on which Redis knows the script that reads. */
    private @Nullable RedisConnection prepared;

    AddressedQueries(int partition, InstanceTail own, RedisLinks links, RedisKeys keys, LogConfig config) {
        this.partition = partition;
        this.own = own;
        this.links = links;
        this.keys = keys;
        this.config = config;
    }

    InstanceTail own() {
        return own;
    }

    Duration timeout() {
        return config.timeout();
    }

    /** The entries of both tails. */
    record Both(List<Entry> shared, List<Entry> own) {

        boolean isEmpty() {
            return shared.isEmpty() && own.isEmpty();
        }
    }

    /**
     * The result of a registration.
     *
     * @param marker the id of the marker
     * @param missing how many of the users were not registered
     * @param newest for each user, the position after which the log has no event for the user up to the marker
     * @param connection over which the server has answered
     */
    record Registered(EventId marker, int missing, List<EventId> newest, Object connection) {

        private static Registered of(Response reply, Object connection) {
            List<EventId> newest = new ArrayList<>();
            for (int i = 2; i < reply.size(); i++) {
                newest.add(EventId.parse(reply.get(i).toString()));
            }
            return new Registered(
                    EventId.parse(reply.get(0).toString()), reply.get(1).toInteger(), newest, connection);
        }
    }

    Future<Registered> register(EventId seen, long generation, List<Channel> users) {
        List<Object> args = new ArrayList<>(6 + users.size());
        args.add(seen);
        args.add(config.retention().toMillis());
        args.add(config.tailLength());
        args.add(own.instance());
        args.add(own.lease().toMillis());
        args.add(generation);
        users.forEach(user -> args.add(user.key()));
        List<String> names = List.of(keys.meta(partition), keys.tail(partition), keys.histories(partition));
        UsedConnection used = new UsedConnection();
        return links.run(REGISTER, names, args, used).map(reply -> Registered.of(reply, used.get()));
    }

    /** @param users each with the generation of its registration */
    Future<?> release(List<Object> users) {
        List<Object> args = new ArrayList<>(1 + users.size());
        args.add(own.instance());
        args.addAll(users);
        return links.run(RELEASE, List.of(keys.meta(partition), keys.tail(partition)), args);
    }

    /**
     * The result of a call of {@link #prune}.
     *
     * @param next where the next call continues; zero at the end
     * @param own the examined users that this instance has registered, with the generation of the registration
     */
    record Pruned(String next, Map<Channel, Long> own) {

        private static Pruned of(Response reply) {
            Map<Channel, Long> own = new LinkedHashMap<>();
            for (int i = 1; i < reply.size(); i += 2) {
                own.put(new Channel(reply.get(i).toString()), reply.get(i + 1).toLong());
            }
            return new Pruned(reply.get(0).toString(), own);
        }
    }

    /**
     * Removes the registrations of instances that have stopped, among the next users.
     *
     * @param from where the scan continues; zero at the beginning
     */
    Future<Pruned> prune(String from) {
        List<String> names = List.of(keys.meta(partition), keys.tail(partition));
        return links.run(PRUNE, names, List.of(from, EXAMINED_USERS, own.instance()))
                .map(Pruned::of);
    }

    /** Waits for entries of either tail up to the block time. The reply may lack those of one of them. */
    Future<Both> await(RedisConnection on, EventId after, int most) {
        Request request = Request.cmd(Command.XREAD)
                .arg("COUNT")
                .arg(most)
                .arg("BLOCK")
                .arg(config.block().toMillis())
                .arg("STREAMS")
                .arg(keys.sharedTail(partition))
                .arg(keys.tailOf(partition, own.instance()))
                .arg(after.toString())
                .arg(after.toString());
        return on.send(request)
                .map(reply -> new Both(
                        TailQueries.entriesOf(partition, reply, keys.sharedTail(partition)),
                        TailQueries.entriesOf(partition, reply, keys.tailOf(partition, own.instance()))));
    }

    /** Reads both tails at one moment. The result is null if entries may be missing in them. */
    Future<@Nullable Both> read(RedisConnection on, EventId after, int most) {
        boolean known = prepared == on;
        Request request = Request.cmd(known ? Command.EVALSHA : Command.EVAL)
                .arg(known ? READ.sha() : READ.source())
                .arg(2)
                .arg(keys.meta(partition))
                .arg(keys.tail(partition))
                .arg(own.instance())
                .arg(after.toString())
                .arg(most)
                .arg(own.lease().toMillis());
        return on.send(request).map(reply -> {
            prepared = on;
            return reply.size() == 0
                    ? null
                    : new Both(
                            EntryCodec.decodeTail(partition, reply.get(0)),
                            EntryCodec.decodeTail(partition, reply.get(1)));
        });
    }
}
