package io.herald.redis;

import io.herald.log.ControlListener;
import io.herald.log.LogConfig;
import io.herald.log.Schedule;
import io.herald.log.UnsuitableRedis;
import io.herald.log.WorkHandler;
import io.herald.redis.append.AppendScript;
import io.herald.redis.append.Appender;
import io.herald.redis.connection.CallLatencyListener;
import io.herald.redis.connection.ClusterServers;
import io.herald.redis.connection.RedisClientFactory;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.ServerInspector;
import io.herald.redis.connection.ServerLocator;
import io.herald.redis.connection.SingleServer;
import io.herald.redis.history.HistoryReader;
import io.herald.redis.layout.HighWaterMarks;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
import io.herald.redis.schedule.RedisSchedule;
import io.herald.redis.tail.ControlListeners;
import io.herald.redis.tail.InstanceTail;
import io.herald.redis.tail.TailReaders;
import io.herald.redis.work.RedisWorkQueue;
import io.herald.vertx.EventLoopContext;
import io.quarkus.arc.All;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisClientType;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Creates the parts of the log and makes them injectable; the composition root of the log. The parts do not depend on
 * CDI. Singletons have no client proxy, so a call to a part costs no indirection. {@link LogLifecycle} starts and
 * closes them.
 */
@Singleton
final class RedisProducers {

    /**
     * A failover interrupts all partitions of a server at once. Their readers reconnect within some hundred
     * milliseconds, so this delay lets the listeners read everything again only once.
     */
    private static final long MISSED_DELAY_MS = 500;

    /** An instance that was stopped for longer returns to the whole tail. */
    private static final Duration INSTANCE_TAIL_LEASE = Duration.ofMinutes(1);

    @Produces
    @Singleton
    static RedisKeys keys(LogConfig config) {
        return new RedisKeys(config.keyPrefix(), config.partitions());
    }

    @Produces
    @Singleton
    static Partitioning partitioning(LogConfig config) {
        return new Partitioning(config.partitions());
    }

    @Produces
    @Singleton
    static HighWaterMarks marks(LogConfig config) {
        return new HighWaterMarks(config.partitions());
    }

    @Produces
    @Singleton
    static ServerLocator servers(Vertx vertx, RedisClientFactory clients) {
        return isCluster(clients)
                ? new ClusterServers(clients, EventLoopContext.next(vertx))
                : new SingleServer(clients);
    }

    @Produces
    @Singleton
    static RedisLinks links(
            Vertx vertx,
            ServerLocator serverLocator,
            HighWaterMarks marks,
            LogConfig config,
            CallLatencyListener times) {
        RedisLinks links = new RedisLinks(vertx, serverLocator, config.timeout(), times);
        links.onLost(marks::connectionLost);
        return links;
    }

    @Produces
    @Singleton
    static AppendScript appendScript(
            RedisLinks links, RedisKeys keys, HighWaterMarks marks, LogConfig config, Partitioning partitioning) {
        return new AppendScript(links, keys, marks, config, partitioning);
    }

    @Produces
    @Singleton
    static Appender appender(Partitioning partitioning, AppendScript script) {
        return new Appender(partitioning, script);
    }

    @Produces
    @Singleton
    static HistoryReader history(
            RedisLinks links, RedisKeys keys, Partitioning partitioning, HighWaterMarks marks, LogConfig config) {
        return new HistoryReader(links, keys, partitioning, marks, config);
    }

    @Produces
    @Singleton
    static ControlListeners controls(Vertx vertx, @All List<ControlListener> listeners) {
        return new ControlListeners(listeners, action -> vertx.setTimer(MISSED_DELAY_MS, timer -> action.run()));
    }

    @Produces
    @Singleton
    static ServerInspector inspection(RedisClientFactory clients, Event<UnsuitableRedis> unfit) {
        return new ServerInspector(isCluster(clients), unfit::fire);
    }

    @Produces
    @Singleton
    static TailReaders tails(
            Vertx vertx,
            ServerLocator serverLocator,
            ServerInspector serverInspection,
            RedisKeys keys,
            HighWaterMarks marks,
            LogConfig config,
            ControlListeners controls,
            Clock clock,
            RedisLinks links) {
        return new TailReaders(
                () -> EventLoopContext.next(vertx),
                serverLocator,
                serverInspection,
                keys,
                marks,
                config,
                controls,
                clock,
                new InstanceTail(UUID.randomUUID().toString().substring(24), INSTANCE_TAIL_LEASE),
                links);
    }

    @Produces
    @Singleton
    static RedisSchedule schedule(
            RedisLinks links, RedisKeys keys, Partitioning partitioning, @All List<Schedule.Task> tasks) {
        return new RedisSchedule(links, keys, partitioning, tasks);
    }

    @Produces
    @Singleton
    static RedisWorkQueue work(RedisLinks links, RedisKeys keys, LogConfig config, @All List<WorkHandler> handlers) {
        return new RedisWorkQueue(links, keys, config, handlers);
    }

    private static boolean isCluster(RedisClientFactory clients) {
        return clients.type() == RedisClientType.CLUSTER;
    }
}
