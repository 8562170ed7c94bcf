package io.herald.redis;

import io.herald.event.Channel;
import io.herald.log.LogConfig;
import io.herald.log.LogTraces;
import io.herald.log.TemporaryLog;
import io.herald.log.TemporaryLogs;
import io.herald.log.Withdrawals;
import io.herald.redis.append.AppendScript;
import io.herald.redis.append.Appender;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.ServerInspector;
import io.herald.redis.connection.ServerLocator;
import io.herald.redis.history.HistoryReader;
import io.herald.redis.layout.HighWaterMarks;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
import io.herald.redis.tail.ControlListeners;
import io.herald.redis.tail.TailReaders;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** Builds temporary logs from the classes of the log of the service, on its connections. */
@ApplicationScoped
class RedisTemporaryLogs implements TemporaryLogs {

    private final Vertx vertx;
    private final ServerLocator serverLocator;
    private final ServerInspector serverInspector;
    private final RedisLinks links;
    private final LogConfig config;
    private final Withdrawals withdrawals;
    private final LogTraces traces;
    private final Clock clock;

    RedisTemporaryLogs(
            Vertx vertx,
            ServerLocator serverLocator,
            ServerInspector serverInspector,
            RedisLinks links,
            LogConfig config,
            Withdrawals withdrawals,
            LogTraces traces,
            Clock clock) {
        this.vertx = vertx;
        this.serverLocator = serverLocator;
        this.serverInspector = serverInspector;
        this.links = links;
        this.config = config;
        this.withdrawals = withdrawals;
        this.traces = traces;
        this.clock = clock;
    }

    @Override
    public TemporaryLog create(List<Channel> channels) {
        LogConfig own = new TemporaryLogConfig(config, config.keyPrefix() + ":temporary:" + UUID.randomUUID());
        RedisKeys keys = new RedisKeys(own.keyPrefix(), own.partitions());
        Partitioning partitioning = new Partitioning(own.partitions());
        HighWaterMarks marks = new HighWaterMarks(own.partitions());
        RedisLinks unmeasured = links.unmeasured();
        TailReaders tails = new TailReaders(
                () -> EventLoopContext.next(vertx),
                serverLocator,
                serverInspector,
                keys,
                marks,
                own,
                new ControlListeners(List.of(), Runnable::run),
                clock,
                null,
                unmeasured);
        RedisEventLog events = new RedisEventLog(
                partitioning,
                new Appender(partitioning, new AppendScript(unmeasured, keys, marks, own, partitioning)),
                new HistoryReader(unmeasured, keys, partitioning, marks, own),
                tails,
                tails::start,
                tails::close,
                withdrawals,
                traces);
        RedisIdempotencyRecords records = new RedisIdempotencyRecords(unmeasured, keys, partitioning);
        return new RedisTemporaryLog(events, records, unmeasured, keys, channels);
    }
}
