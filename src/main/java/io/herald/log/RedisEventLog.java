package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** The log on Redis Streams. What happens in Redis is told at the head of each script. */
@ApplicationScoped
class RedisEventLog implements EventLog {

    /** Recipients that one script serves: it holds up all of Redis for a few microseconds each. */
    private static final int RECIPIENTS_A_CALL = 256;

    /** Enough to know, when all partitions of one server are silent. */
    private static final int MOST_PROBES = 8;

    private final Vertx vertx;
    private final Servers servers;
    private final Inspection inspection;
    private final LogConfig config;
    private final Keys keys;
    private final RedisLinks links;
    private final List<Seen> seen;
    private final Script append = Script.load("append");
    private final Script read = Script.load("read");
    private final Script open = Script.load("open");
    private final List<TailReader> readers = new CopyOnWriteArrayList<>();

    RedisEventLog(
            Vertx vertx, RedisClients clients, LogConfig config, jakarta.enterprise.event.Event<UnfitRedis> unfit) {
        this.vertx = vertx;
        this.config = config;
        this.keys = new Keys(config.keyPrefix(), config.partitions());
        boolean cluster = clients.type() == RedisClientType.CLUSTER;
        this.servers = cluster ? new ClusterServers(clients, RedisLinks.newContext(vertx)) : new OneServer(clients);
        this.inspection = new Inspection(cluster, unfit::fire);
        this.links = new RedisLinks(vertx, servers, config.timeout());
        this.seen = IntStream.range(0, config.partitions())
                .mapToObj(p -> new Seen())
                .toList();
    }

    @PreDestroy
    void close() {
        readers.forEach(TailReader::close);
        links.close();
        servers.close();
    }

    @Override
    public int partitions() {
        return config.partitions();
    }

    @Override
    public int partitionOf(Channel channel) {
        int hash = channel.key().hashCode();
        return Math.floorMod(hash ^ (hash >>> 16), config.partitions());
    }

    @Override
    public Uni<Appended> append(Append event) {
        List<Object> fields = Entries.fields(event);
        List<Future<Appended>> calls = new ArrayList<>();
        byPartition(event.channels()).forEach((partition, channels) -> {
            for (int from = 0; from < channels.size(); from += RECIPIENTS_A_CALL) {
                int to = Math.min(channels.size(), from + RECIPIENTS_A_CALL);
                calls.add(append(
                        partition, channels.subList(from, to), event.traits().ephemeral(), fields));
            }
        });
        Future<Appended> first = calls.get(0);
        return UniHelper.toUni(calls.size() == 1 ? first : Future.join(calls).compose(all -> first));
    }

    /** Everyone hears it in the partition of their own channel, so it goes to each. */
    private Map<Integer, List<Channel>> byPartition(List<Channel> channels) {
        Map<Integer, List<Channel>> byPartition = new TreeMap<>();
        for (Channel channel : channels) {
            if (channel.equals(Channel.EVERYONE)) {
                IntStream.range(0, partitions()).forEach(p -> byPartition.put(p, List.of(channel)));
            } else {
                byPartition
                        .computeIfAbsent(partitionOf(channel), p -> new ArrayList<>())
                        .add(channel);
            }
        }
        return byPartition;
    }

    private Future<Appended> append(int partition, List<Channel> channels, boolean tailOnly, List<Object> fields) {
        List<String> names = new ArrayList<>(2 + channels.size());
        names.add(keys.meta(partition));
        names.add(keys.tail(partition));
        if (!tailOnly) {
            channels.forEach(channel -> names.add(keys.history(partition, channel)));
        }
        List<Object> args = new ArrayList<>(5 + fields.size());
        args.add(seen.get(partition).highest());
        args.add(config.retention().toMillis());
        args.add(config.eventsPerChannel());
        args.add(config.tailLength());
        args.add(spelled(channels));
        args.addAll(fields);
        return links.run(append, names, args).map(reply -> {
            EventId id = EventId.parse(reply.toString());
            seen.get(partition).add(id);
            return new Appended(partition, id);
        });
    }

    private static String spelled(List<Channel> channels) {
        return channels.size() == 1
                ? channels.get(0).key()
                : String.join(" ", channels.stream().map(Channel::key).toList());
    }

    @Override
    public Uni<Page> read(Span span) {
        List<String> names = new ArrayList<>(1 + span.channels().size());
        names.add(keys.meta(span.partition()));
        span.channels().forEach(channel -> names.add(keys.history(span.partition(), channel)));
        List<Object> args = List.of(span.after(), span.upTo(), span.limit());
        return UniHelper.toUni(links.run(read, names, args).map(reply -> Pages.of(span, reply)));
    }

    @Override
    public Uni<List<Event>> history(Channel channel, EventId from, boolean newestFirst, int limit) {
        int partition = partitionOf(channel);
        String key = keys.history(partition, channel);
        Request request = Request.cmd(newestFirst ? Command.XREVRANGE : Command.XRANGE)
                .arg(key)
                .arg("(" + from)
                .arg(newestFirst ? "-" : "+")
                .arg("COUNT")
                .arg(limit);
        return UniHelper.toUni(links.send(key, request)
                .map(reply -> Entries.ofHistory(partition, channel, reply).stream()
                        .map(Entries.Entry::event)
                        .toList()));
    }

    @Override
    public Uni<Boolean> isReachable() {
        List<Future<Boolean>> probes = IntStream.range(0, partitions())
                .filter(partition -> !isHeard(partition))
                .limit(MOST_PROBES)
                .mapToObj(this::probe)
                .toList();
        return UniHelper.toUni(Future.all(probes).map(all -> probes.stream().anyMatch(Future::result)));
    }

    private Future<Boolean> probe(int partition) {
        String key = keys.meta(partition);
        return Probe.ask(RedisLinks.newContext(vertx), Route.toKey(servers, key), key, config.timeout());
    }

    @Override
    public Uni<Bounds> bounds(int partition) {
        List<Object> args =
                List.of(seen.get(partition).highest(), config.retention().toMillis());
        return UniHelper.toUni(
                links.run(open, List.of(keys.meta(partition)), args).map(RedisEventLog::bounds));
    }

    private static Bounds bounds(Response reply) {
        return new Bounds(
                EventId.parse(reply.get(0).toString()),
                EventId.parse(reply.get(1).toString()));
    }

    @Override
    public void follow(TailListener listener) {
        links.start();
        for (int partition = 0; partition < partitions(); partition++) {
            TailQueries queries = new TailQueries(partition, keys, open, config);
            TailReader reader = new TailReader(
                    queries,
                    Route.toKey(servers, keys.tail(partition)),
                    inspection,
                    RedisLinks.newContext(vertx),
                    config.block(),
                    seen.get(partition),
                    listener);
            readers.add(reader);
            reader.start();
        }
    }

    @Override
    public boolean isHeard(int partition) {
        return partition < readers.size() && readers.get(partition).isHeard();
    }
}
