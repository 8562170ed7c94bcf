package io.herald.redis.tail;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.log.LogConfig;
import io.herald.log.LogConfig.Tails;
import io.herald.log.TailListener;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.RedisProbe;
import io.herald.redis.connection.RedisScript;
import io.herald.redis.connection.ServerInspector;
import io.herald.redis.connection.ServerLocator;
import io.herald.redis.connection.ServerResolver;
import io.herald.redis.layout.HighWaterMarks;
import io.herald.redis.layout.RedisKeys;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Starts and stops the tail readers, one for each partition. Thread-safe. */
public final class TailReaders {

    /** The maximum number of probes: enough for a decision when all partitions of a server are silent. */
    private static final int MAX_PROBES = 8;

    private final Supplier<EventLoopContext> contexts;
    private final ServerLocator serverLocator;
    private final ServerInspector serverInspection;
    private final RedisKeys keys;
    private final HighWaterMarks marks;
    private final LogConfig config;
    private final ControlListeners controls;
    private final Clock clock;
    private final @Nullable InstanceTail own;
    private final RedisLinks links;
    private final List<UserRegistrations> registrations = new CopyOnWriteArrayList<>();
    private final List<TailReader> readers = new CopyOnWriteArrayList<>();

    /**
     * Creates the readers of an instance.
     *
     * @param contexts supplies the event loop of each reader and of each probe
     * @param own the tail of this instance; null to follow the whole tails whatever the configuration
     * @param links registers users
     */
    public TailReaders(
            Supplier<EventLoopContext> contexts,
            ServerLocator serverLocator,
            ServerInspector serverInspection,
            RedisKeys keys,
            HighWaterMarks marks,
            LogConfig config,
            ControlListeners controls,
            Clock clock,
            @Nullable InstanceTail own,
            RedisLinks links) {
        this.contexts = contexts;
        this.serverLocator = serverLocator;
        this.serverInspection = serverInspection;
        this.keys = keys;
        this.marks = marks;
        this.config = config;
        this.controls = controls;
        this.clock = clock;
        this.own = config.tails() == Tails.ADDRESSED ? own : null;
        this.links = links;
    }

    /** Starts the reader of every partition. Called once. */
    public void start(TailListener listener) {
        RedisScript open = RedisScript.load("open");
        for (int partition = 0; partition < config.partitions(); partition++) {
            EventLoopContext context = contexts.get();
            TailReader reader = new TailReader(
                    new TailQueries(partition, keys, open, config),
                    addressed(partition, context),
                    ServerResolver.toKey(serverLocator, keys.tail(partition)),
                    serverInspection,
                    context,
                    config.block(),
                    marks.forPartition(partition),
                    listener,
                    controls,
                    clock);
            readers.add(reader);
            reader.start();
        }
    }

    private @Nullable AddressedTail addressed(int partition, EventLoopContext context) {
        if (own == null) {
            return null;
        }
        AddressedQueries queries = new AddressedQueries(partition, own, links, keys, config);
        UserRegistrations users = new UserRegistrations(queries, context, marks.forPartition(partition));
        registrations.add(users);
        return new AddressedTail(partition, context, queries, users);
    }

    /** Registers a user in a partition: see {@link UserRegistrations#register}. */
    public Future<EventId> register(int partition, Channel user) {
        if (own == null) {
            return Future.succeededFuture(EventId.ZERO);
        }
        return partition < registrations.size()
                ? registrations.get(partition).register(user)
                : Future.failedFuture(RedisLinks.late());
    }

    /** Releases the users without connections: see {@link UserRegistrations#retain}. */
    public void retain(Set<Channel> used) {
        registrations.forEach(users -> {
            users.retain(used);
            users.prune();
        });
    }

    public void close() {
        readers.forEach(TailReader::close);
    }

    /** Returns whether the reader of a partition has received something from the tail within twice the block time. */
    public boolean isReceiving(int partition) {
        return partition < readers.size() && readers.get(partition).isReceiving();
    }

    /** Returns whether Redis serves, on new connections, any of the partitions whose tail is silent. Never fails. */
    public Future<Boolean> isReachable() {
        List<Future<Boolean>> probes = IntStream.range(0, config.partitions())
                .filter(partition -> !isReceiving(partition))
                .limit(MAX_PROBES)
                .mapToObj(this::probe)
                .toList();
        // Without probes no partition is silent any more.
        return Future.all(probes).map(all -> probes.isEmpty() || probes.stream().anyMatch(Future::result));
    }

    private Future<Boolean> probe(int partition) {
        String key = keys.meta(partition);
        return RedisProbe.isServing(contexts.get(), ServerResolver.toKey(serverLocator, key), key, config.timeout());
    }

    /** Returns the number of users whose events this instance receives in its own tails; zero if it reads the whole tails. */
    public long registeredUsers() {
        return registrations.stream().mapToLong(UserRegistrations::users).sum();
    }

    /** Returns the number of events that this instance has read. */
    public long events() {
        return readers.stream().mapToLong(TailReader::events).sum();
    }

    /** Returns the longest time for which a reader has received nothing from its tail. */
    public long silenceNanos() {
        return readers.stream().mapToLong(TailReader::silenceNanos).max().orElse(0);
    }

    /** Returns the lag of the slowest partition: the age of its last events when the instance had delivered them. */
    public long lagMillis() {
        return readers.stream().mapToLong(TailReader::lagMillis).max().orElse(0);
    }
}
