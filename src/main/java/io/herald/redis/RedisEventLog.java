package io.herald.redis;

import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.Append;
import io.herald.log.Claims;
import io.herald.log.Control;
import io.herald.log.ControlListener;
import io.herald.log.EventLog;
import io.herald.log.LogConfig;
import io.herald.log.LogTraces;
import io.herald.log.Page;
import io.herald.log.Preferences;
import io.herald.log.Schedule;
import io.herald.log.TailListener;
import io.herald.log.UnfitRedis;
import io.herald.log.Withdrawals;
import io.herald.log.WorkHandler;
import io.herald.log.WorkQueue;
import io.herald.loop.EventLoops;
import io.herald.loop.PeriodicTask;
import io.herald.redis.append.AppendScript;
import io.herald.redis.append.Appender;
import io.herald.redis.append.Turns;
import io.herald.redis.connection.CallTimes;
import io.herald.redis.connection.ClusterServers;
import io.herald.redis.connection.Inspection;
import io.herald.redis.connection.OneServer;
import io.herald.redis.connection.Probe;
import io.herald.redis.connection.RedisClients;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.Route;
import io.herald.redis.connection.Script;
import io.herald.redis.connection.Servers;
import io.herald.redis.history.OverlayDecoder;
import io.herald.redis.history.Pages;
import io.herald.redis.history.Reading;
import io.herald.redis.layout.Entries;
import io.herald.redis.layout.Keys;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.Seen;
import io.herald.redis.schedule.RedisSchedule;
import io.herald.redis.tail.ControlListeners;
import io.herald.redis.tail.TailQueries;
import io.herald.redis.tail.TailReader;
import io.herald.redis.work.RedisWork;
import io.quarkus.arc.All;
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
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The log on Redis Streams. What happens in Redis is told at the head of each script. */
@ApplicationScoped
class RedisEventLog implements EventLog, Claims, Preferences {

    /** Enough to know, when all partitions of one server are silent. */
    private static final int MOST_PROBES = 8;

    /** 66 bits of base64: two bodies under one key of one sender do not have them in common by chance. */
    private static final int FINGERPRINT = 11;

    /** A failover interrupts all partitions of a server at once, and they come back within some hundred milliseconds. */
    private static final long MISSED_DELAY_MS = 500;

    private final Vertx vertx;
    private final Servers servers;
    private final Inspection inspection;
    private final LogConfig config;
    private final Keys keys;
    private final RedisLinks links;
    private final List<Seen> seen;
    private final Partitioning partitioning;
    private final CursorFormat format;
    private final AppendScript script;
    private final Appender appender;
    private final Turns turns;
    private final Script read = Script.load("read");
    private final Script open = Script.load("open");
    private final Script claim = Script.load("claim");
    private final Script history = Script.load("history");
    private final ControlListeners controls;
    private final RedisSchedule schedule;
    private final Withdrawals withdrawals;
    private final LogTraces traces;
    private final List<TailReader> readers = new CopyOnWriteArrayList<>();
    private final List<PeriodicTask> periodic = new CopyOnWriteArrayList<>();
    private final RedisWork work;

    RedisEventLog(
            Vertx vertx,
            RedisClients clients,
            LogConfig config,
            @All List<ControlListener> controls,
            @All List<Schedule.Task> tasks,
            @All List<WorkHandler> handlers,
            Withdrawals withdrawals,
            jakarta.enterprise.event.Event<UnfitRedis> unfit,
            CallTimes times,
            LogTraces traces) {
        this.vertx = vertx;
        this.config = config;
        this.keys = new Keys(config.keyPrefix(), config.partitions());
        boolean cluster = clients.type() == RedisClientType.CLUSTER;
        this.servers = cluster ? new ClusterServers(clients, RedisLinks.newContext(vertx)) : new OneServer(clients);
        this.inspection = new Inspection(cluster, unfit::fire);
        this.links = new RedisLinks(vertx, servers, config.timeout(), times);
        this.seen = Stream.generate(Seen::new).limit(config.partitions()).toList();
        this.partitioning = new Partitioning(config.partitions());
        this.format = new CursorFormat(config.partitions());
        this.script = new AppendScript(links, keys, seen, config, partitioning);
        this.appender = new Appender(partitioning, script);
        this.turns = new Turns(appender);
        this.controls =
                new ControlListeners(controls, action -> vertx.setTimer(MISSED_DELAY_MS, timer -> action.run()));
        this.schedule = new RedisSchedule(links, keys, partitioning, tasks);
        this.work = new RedisWork(links, keys, config, handlers);
        this.withdrawals = withdrawals;
        this.traces = traces;
    }

    @PreDestroy
    void close() {
        periodic.forEach(PeriodicTask::stop);
        readers.forEach(TailReader::close);
        work.close();
        links.close();
        servers.close();
    }

    EventId highest(int partition) {
        return seen.get(partition).highest();
    }

    long appended(boolean ephemeral) {
        return script.appended(ephemeral);
    }

    long heardEvents() {
        return readers.stream().mapToLong(TailReader::events).sum();
    }

    long silenceNanos() {
        return readers.stream().mapToLong(TailReader::silenceNanos).max().orElse(0);
    }

    long lagMillis() {
        return readers.stream().mapToLong(TailReader::lagMillis).max().orElse(0);
    }

    RedisLinks links() {
        return links;
    }

    @Override
    public int partitions() {
        return config.partitions();
    }

    @Override
    public int partitionOf(Channel channel) {
        return partitioning.of(channel);
    }

    @Override
    public Uni<Appended> append(Append event) {
        return UniHelper.toUni(turns.append(traces.mark(event)));
    }

    @Override
    public List<Uni<Appended>> append(List<Append> events) {
        return appender.append(events.stream().map(traces::mark).toList()).stream()
                .map(UniHelper::toUni)
                .toList();
    }

    @Override
    public Uni<Void> hold(Channel user, @Nullable String preferences) {
        String key = keys.preferences(partitionOf(user));
        Request request = preferences == null
                ? Request.cmd(Command.HDEL).arg(key).arg(user.key())
                : Request.cmd(Command.HSET).arg(key).arg(user.key()).arg(preferences);
        return UniHelper.toUni(links.send(key, request).mapEmpty());
    }

    @Override
    public Uni<Void> restore(Channel user, String preferences) {
        String key = keys.preferences(partitionOf(user));
        Request request = Request.cmd(Command.HSETNX).arg(key).arg(user.key()).arg(preferences);
        return UniHelper.toUni(links.send(key, request).mapEmpty());
    }

    @Override
    public Uni<List<String>> held(List<Channel> users) {
        return UniHelper.toUni(
                Future.join(users.stream().map(this::held).toList()).map(all -> all.<String>list()));
    }

    private Future<String> held(Channel user) {
        String key = keys.preferences(partitionOf(user));
        return links.send(key, Request.cmd(Command.HGET).arg(key).arg(user.key()))
                .map(reply -> reply == null ? "" : reply.toString());
    }

    @Override
    public boolean isWithdrawn(Event event) {
        return withdrawals.contains(event);
    }

    @Override
    public Uni<Void> tell(Control control) {
        return UniHelper.toUni(appender.tell(control));
    }

    @Produces
    @Singleton
    Schedule schedule() {
        return schedule;
    }

    @Produces
    @Singleton
    WorkQueue work() {
        return work;
    }

    /** Remembered as long as anything that is replayed may carry it. */
    Future<Void> withdraw(String id, long now) {
        String key = keys.withdrawn(partitioning.of(id));
        Request trim = Request.cmd(Command.ZREMRANGEBYSCORE)
                .arg(key)
                .arg("-inf")
                .arg(now - config.retention().toMillis());
        return links.send(key, Request.cmd(Command.ZADD).arg(key).arg(now).arg(id))
                .compose(added -> links.send(key, trim))
                .mapEmpty();
    }

    Future<List<String>> withdrawn() {
        List<Future<List<String>>> parts = IntStream.range(0, partitions())
                .mapToObj(keys::withdrawn)
                .map(key -> links.send(
                                key, Request.cmd(Command.ZRANGE).arg(key).arg(0).arg(-1))
                        .map(reply -> reply.stream().map(Response::toString).toList()))
                .toList();
        return Future.all(parts)
                .map(all ->
                        parts.stream().flatMap(part -> part.result().stream()).toList());
    }

    @Override
    public Uni<Claim> claim(String key, String fingerprint, String value, Duration remembered) {
        int partition = partitioning.of(key);
        List<String> records = List.of(keys.claim(partition, key), keys.formerClaim(partition, key));
        List<Object> args = List.of(fingerprint.substring(0, FINGERPRINT), value, remembered.toMillis(), fingerprint);
        return UniHelper.toUni(links.run(claim, records, args).map(reply -> {
            String outcome = reply.get(0).toString();
            return new Claim(reply.get(1).toString(), outcome.equals("new"), !outcome.equals("other"));
        }));
    }

    @Override
    public Uni<Page> read(Span span) {
        List<String> names = new ArrayList<>(1 + 3 * span.channels().size());
        names.add(keys.meta(span.partition()));
        span.channels().forEach(channel -> {
            names.add(keys.history(span.partition(), channel));
            names.add(keys.origin(span.partition(), channel));
            names.add(keys.overlay(span.partition(), channel));
        });
        List<Object> args = List.of(span.after(), span.upTo(), span.limit());
        // Less than what has been read: it was lost a moment ago. What is missing can be told once the mark is renewed.
        Future<Reading> reading = links.run(read, names, args)
                .compose(reply -> Reading.reaches(reply, span.upTo())
                        ? Future.succeededFuture(reply)
                        : open(span.partition()).compose(opened -> links.run(read, names, args)))
                .map(reply -> Reading.of(span, reply, format));
        return UniHelper.toUni(reading.map(found -> Pages.of(span, found).without(withdrawals::contains)));
    }

    @Override
    public Uni<List<Event>> history(Channel channel, EventId from, boolean newestFirst, int limit) {
        if (newestFirst && from.equals(EventId.ZERO)) {
            // Redis knows no id before this one, and refuses the range.
            return Uni.createFrom().item(List.of());
        }
        int partition = partitionOf(channel);
        List<String> names = List.of(keys.history(partition, channel), keys.overlay(partition, channel));
        List<Object> args = List.of(from, newestFirst ? "newest" : "oldest", limit);
        return UniHelper.toUni(links.run(history, names, args).map(reply -> {
            List<Event> events = Entries.ofHistory(partition, channel, reply.get(0));
            return OverlayDecoder.decode(partition, format, reply.get(1)).apply(events);
        }));
    }

    @Override
    public Uni<Boolean> isReachable() {
        List<Future<Boolean>> probes = IntStream.range(0, partitions())
                .filter(partition -> !isHeard(partition))
                .limit(MOST_PROBES)
                .mapToObj(this::probe)
                .toList();
        // With none left to ask, all are heard of again.
        return UniHelper.toUni(Future.all(probes)
                .map(all -> probes.isEmpty() || probes.stream().anyMatch(Future::result)));
    }

    private Future<Boolean> probe(int partition) {
        String key = keys.meta(partition);
        return Probe.ask(RedisLinks.newContext(vertx), Route.toKey(servers, key), key, config.timeout());
    }

    @Override
    public Uni<Bounds> bounds(int partition) {
        return UniHelper.toUni(open(partition));
    }

    private Future<Bounds> open(int partition) {
        List<Object> args =
                List.of(seen.get(partition).highest(), config.retention().toMillis());
        return links.run(open, List.of(keys.meta(partition), keys.tail(partition)), args)
                .map(RedisEventLog::bounds);
    }

    private static Bounds bounds(Response reply) {
        return new Bounds(
                EventId.parse(reply.get(0).toString()),
                EventId.parse(reply.get(1).toString()));
    }

    @Override
    public void follow(TailListener listener) {
        links.start();
        work.start(vertx, servers);
        periodic.addAll(schedule.start(() -> EventLoops.next(vertx)));
        for (int partition = 0; partition < partitions(); partition++) {
            TailQueries queries = new TailQueries(partition, keys, open, config);
            TailReader reader = new TailReader(
                    queries,
                    Route.toKey(servers, keys.tail(partition)),
                    inspection,
                    RedisLinks.newContext(vertx),
                    config.block(),
                    seen.get(partition),
                    listener,
                    controls);
            readers.add(reader);
            reader.start();
        }
    }

    @Override
    public boolean isHeard(int partition) {
        return partition < readers.size() && readers.get(partition).isHeard();
    }
}
