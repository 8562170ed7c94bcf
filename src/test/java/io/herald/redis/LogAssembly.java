package io.herald.redis;

import io.herald.event.CursorFormat;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.ControlListener;
import io.herald.log.EventLog;
import io.herald.log.FallbackValueStore;
import io.herald.log.LogConfig;
import io.herald.log.LogTraces;
import io.herald.log.PreferenceCache;
import io.herald.log.Withdrawals;
import io.herald.redis.append.AppendScript;
import io.herald.redis.append.Appender;
import io.herald.redis.connection.CallLatencyListener;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.ServerInspector;
import io.herald.redis.connection.ServerLocator;
import io.herald.redis.history.HistoryReader;
import io.herald.redis.layout.HighWaterMarks;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
import io.herald.redis.tail.ControlListeners;
import io.herald.redis.tail.InstanceTail;
import io.herald.redis.tail.TailReaders;
import io.herald.vertx.EventLoopContext;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Assembles the log of one instance on given event loops, as the CDI producers do. */
public final class LogAssembly {

    private static final Withdrawals NONE = new Withdrawals() {
        @Override
        public boolean contains(Event event) {
            return false;
        }

        @Override
        public boolean contains(String notification) {
            return false;
        }

        @Override
        public Uni<Void> add(String notification) {
            throw new UnsupportedOperationException();
        }
    };

    private final HighWaterMarks marks;
    private final RedisLinks links;
    private final RedisKeys keys;
    private final Partitioning partitioning;
    private final LogConfig config;
    private final RedisEventLog log;

    /** @param missedDelay runs an action after the delay in which lost control messages are coalesced */
    public LogAssembly(
            List<EventLoopContext> contexts,
            ServerLocator servers,
            LogConfig config,
            InstanceTail own,
            List<ControlListener> listeners,
            Consumer<Runnable> missedDelay,
            Clock clock) {
        this.config = config;
        this.marks = new HighWaterMarks(config.partitions());
        this.keys = new RedisKeys(config.keyPrefix(), config.partitions());
        this.partitioning = new Partitioning(config.partitions());
        this.links = new RedisLinks(contexts, servers, config.timeout(), CallLatencyListener.NONE);
        links.onLost(marks::connectionLost);
        AtomicInteger next = new AtomicInteger();
        TailReaders tails = new TailReaders(
                () -> contexts.get(next.getAndIncrement() % contexts.size()),
                servers,
                new ServerInspector(false, unsuitable -> {}),
                keys,
                marks,
                config,
                new ControlListeners(listeners, missedDelay),
                clock,
                own,
                links);
        this.log = new RedisEventLog(
                partitioning,
                new Appender(partitioning, new AppendScript(links, keys, marks, config, partitioning)),
                new HistoryReader(links, keys, partitioning, marks, config),
                tails,
                listener -> {
                    links.start();
                    tails.start(listener);
                },
                () -> {
                    tails.close();
                    links.close();
                },
                NONE,
                new LogTraces());
    }

    public EventLog log() {
        return log;
    }

    public CursorFormat format() {
        return new CursorFormat(config.partitions());
    }

    /** Returns the highest id that the instance has seen in a partition. */
    public EventId seen(int partition) {
        return marks.forPartition(partition).highest();
    }

    public ScriptRunner scripts() {
        return new RedisScriptRunner(links, keys, marks, config);
    }

    public PreferenceCache preferences() {
        return new RedisPreferenceCache(links, keys, partitioning);
    }

    public FallbackValueStore fallbackValues() {
        return new RedisFallbackValueStore(links, config);
    }

    public void close() {
        log.close();
    }
}
