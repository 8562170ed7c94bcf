package io.herald.redis.tail;

import io.herald.log.LogConfig;
import io.herald.log.TailListener;
import io.herald.redis.connection.RedisProbe;
import io.herald.redis.connection.Script;
import io.herald.redis.connection.ServerInspection;
import io.herald.redis.connection.ServerLocator;
import io.herald.redis.connection.ServerRoute;
import io.herald.redis.layout.HighWaterMarks;
import io.herald.redis.layout.Keys;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** The readers of all tails, one for each partition. Thread-safe. */
public final class TailReaders {

    /** Enough to decide, when all partitions of one server are silent. */
    private static final int MAX_PROBES = 8;

    private final Vertx vertx;
    private final ServerLocator serverLocator;
    private final ServerInspection serverInspection;
    private final Keys keys;
    private final HighWaterMarks marks;
    private final LogConfig config;
    private final ControlListeners controls;
    private final Clock clock;
    private final List<TailReader> readers = new CopyOnWriteArrayList<>();

    public TailReaders(
            Vertx vertx,
            ServerLocator serverLocator,
            ServerInspection serverInspection,
            Keys keys,
            HighWaterMarks marks,
            LogConfig config,
            ControlListeners controls,
            Clock clock) {
        this.vertx = vertx;
        this.serverLocator = serverLocator;
        this.serverInspection = serverInspection;
        this.keys = keys;
        this.marks = marks;
        this.config = config;
        this.controls = controls;
        this.clock = clock;
    }

    /** Called once. */
    public void start(TailListener listener) {
        Script open = Script.load("open");
        for (int partition = 0; partition < config.partitions(); partition++) {
            TailReader reader = new TailReader(
                    new TailQueries(partition, keys, open, config),
                    ServerRoute.toKey(serverLocator, keys.tail(partition)),
                    serverInspection,
                    EventLoopContext.next(vertx),
                    config.block(),
                    marks.of(partition),
                    listener,
                    controls,
                    clock);
            readers.add(reader);
            reader.start();
        }
    }

    public void close() {
        readers.forEach(TailReader::close);
    }

    /** Whether the reader of a partition is reading and has received something within twice the block time. */
    public boolean isHeard(int partition) {
        return partition < readers.size() && readers.get(partition).isHeard();
    }

    /** Whether Redis, on a new connection, serves any of the partitions that are not heard. Never fails. */
    public Future<Boolean> isReachable() {
        List<Future<Boolean>> probes = IntStream.range(0, config.partitions())
                .filter(partition -> !isHeard(partition))
                .limit(MAX_PROBES)
                .mapToObj(this::probe)
                .toList();
        // Without a probe, all partitions are heard again.
        return Future.all(probes).map(all -> probes.isEmpty() || probes.stream().anyMatch(Future::result));
    }

    private Future<Boolean> probe(int partition) {
        String key = keys.meta(partition);
        return RedisProbe.ask(
                EventLoopContext.next(vertx), ServerRoute.toKey(serverLocator, key), key, config.timeout());
    }

    /** The number of events that this instance has read. */
    public long events() {
        return readers.stream().mapToLong(TailReader::events).sum();
    }

    /** The time since the quietest partition was heard. */
    public long silenceNanos() {
        return readers.stream().mapToLong(TailReader::silenceNanos).max().orElse(0);
    }

    /** The age of the last events when the instance had delivered them, of the slowest partition. */
    public long lagMillis() {
        return readers.stream().mapToLong(TailReader::lagMillis).max().orElse(0);
    }
}
