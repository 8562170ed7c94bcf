package io.herald.redis.tail;

import io.herald.log.EventLog.Bounds;
import io.herald.log.TailListener;
import io.herald.log.TailListener.Batch;
import io.herald.redis.connection.ReconnectingConnection;
import io.herald.redis.connection.ServerInspector;
import io.herald.redis.connection.ServerResolver;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.layout.EntryIdentity;
import io.herald.redis.layout.HighWaterMark;
import io.herald.redis.tail.TailQueries.Opened;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Reads the tail of one partition and delivers its events in order. Uses a dedicated connection, because its reads block in
 * Redis. After a lost connection it continues from its position. Confined to one event loop.
 *
 * <p>The reader checks the birth mark whenever the log may have been replaced: at the start, after a reconnect, after a read
 * without entries, and when an entry does not follow the previous one.
 *
 * <p>Reads are small, so that each reply arrives completely even on a slow or unreliable link.
 */
final class TailReader implements ReconnectingConnection.User {

    private final TailQueries queries;
    private final TailSequence tailSequence;
    private final EventLoopContext context;
    private final HighWaterMark highWaterMark;
    private final BatchDispatcher batches;
    private final InitialTailLoad initial;
    private final ServerInspector serverInspection;
    private final ReconnectingConnection connection;
    private final long longestSilence;
    private final AdaptiveReadSize size = new AdaptiveReadSize();
    private boolean paused;
    private boolean reading;
    private volatile boolean listening;
    private volatile long lastReceivedAt;
    private boolean loaded;

    TailReader(
            TailQueries queries,
            ServerResolver serverRoute,
            ServerInspector serverInspection,
            EventLoopContext context,
            Duration block,
            HighWaterMark highWaterMark,
            TailListener listener,
            ControlListeners controls,
            Clock clock) {
        Duration silence = block.multipliedBy(2);
        this.queries = queries;
        this.batches = new BatchDispatcher(listener, context, this::continueReading, clock);
        this.initial = new InitialTailLoad(queries.tailLength(), listener.maxInitialBytes());
        this.tailSequence = new TailSequence(queries.partition(), this::deliver, batches::birthMarkChanged, controls);
        this.context = context;
        this.highWaterMark = highWaterMark;
        this.serverInspection = serverInspection;
        this.connection =
                new ReconnectingConnection("tail." + queries.partition(), serverRoute, context, silence, this);
        this.longestSilence = silence.toNanos();
        this.lastReceivedAt = connection.clock().now();
    }

    void start() {
        context.execute(connection::start);
    }

    void close() {
        context.execute(connection::close);
    }

    /**
     * Returns whether the reader has received bytes of a tail reply within twice the block time. A part of a reply and an empty
     * reply count. Replies to other requests do not: Redis answers those even if each connection breaks while it waits for
     * the tail.
     */
    boolean isReceiving() {
        return listening && silenceNanos() < longestSilence;
    }

    long silenceNanos() {
        return Math.max(0, connection.clock().now() - lastReceivedAt);
    }

    /** Returns the number of events passed to the listener. */
    long events() {
        return batches.events();
    }

    /** Returns the age of the last event at the time when the listener finished its batch. */
    long lagMillis() {
        return batches.lagMillis();
    }

    @Override
    public void opened(RedisConnection on) {
        boolean first = tailSequence.position() == null;
        connection.request(
                on,
                () -> serverInspection.of(on, first),
                fit -> checkBirthMark(on, bounds -> {
                    if (first) {
                        load(on, bounds);
                    } else {
                        look(on);
                    }
                }));
    }

    @Override
    public void lost(String reason) {
        if (reading) {
            size.failed();
        }
        reading = false;
        paused = false;
        listening = false;
    }

    @Override
    public void received() {
        if (reading) {
            lastReceivedAt = connection.clock().now();
            listening = true;
        }
    }

    private void checkBirthMark(RedisConnection on, Consumer<Bounds> next) {
        connection.request(on, () -> open(on, tailSequence.birth().toString()), opened -> {
            if (tailSequence.isReplacedBelow(opened)) {
                connection.request(
                        on, () -> open(on, TailQueries.LOST), renewed -> birthMarkChecked(renewed.bounds(), next));
            } else {
                birthMarkChecked(opened.bounds(), next);
            }
        });
    }

    private void birthMarkChecked(Bounds bounds, Consumer<Bounds> next) {
        // A later failover to a log without this birth mark must be detected.
        highWaterMark.advanceTo(bounds.birth());
        tailSequence.updateBirthMark(bounds);
        next.accept(bounds);
    }

    private Future<Opened> open(RedisConnection on, String birth) {
        return queries.open(on, highWaterMark.highest(), birth, knownEntries());
    }

    /**
     * Returns the entries by which the script detects that the log was replaced by one with other entries under the same ids. The
     * highest one may be an append of this instance that the reader has not read.
     */
    private List<EntryIdentity> knownEntries() {
        EntryIdentity highest = highWaterMark.highestEntry();
        EntryIdentity read = tailSequence.lastRead();
        return read == null || read.id().equals(highest.id()) ? List.of(highest) : List.of(read, highest);
    }

    private void load(RedisConnection on, Bounds bounds) {
        int most = Math.min(size.entries(), initial.remaining());
        readTail(on, () -> queries.readBackwards(on, initial.before(), most), page -> {
            // A failover to a log without these entries must be detected.
            page.forEach(entry -> highWaterMark.advanceTo(EntryIdentity.of(entry.event())));
            initial.add(page);
            if (page.size() == most && !initial.isFull()) {
                load(on, bounds);
            } else {
                tailSequence.load(bounds, initial.take());
                look(on);
            }
        });
    }

    /** Starts the first read of a connection. It does not block, so that a reply of the tail proves the connection at once. */
    private void look(RedisConnection on) {
        loaded = true;
        if (batches.hasFailed()) {
            tailSequence.deliverPosition();
        }
        readTail(
                on,
                () -> queries.readAvailable(on, tailSequence.position(), size.entries()),
                entries -> handle(on, entries));
    }

    private void read(RedisConnection on) {
        if (batches.isFull()) {
            paused = true;
            return;
        }
        readTail(
                on,
                () -> queries.readBlocking(on, tailSequence.position(), size.entries()),
                entries -> handle(on, entries));
    }

    private void readTail(RedisConnection on, Supplier<Future<List<Entry>>> request, Consumer<List<Entry>> next) {
        reading = true;
        connection.request(on, request, entries -> {
            reading = false;
            size.succeeded(entries);
            next.accept(entries);
            connection.markHealthy();
        });
    }

    private void handle(RedisConnection on, List<Entry> entries) {
        if (entries.isEmpty()) {
            batches.resetLag();
            checkBirthMark(on, bounds -> read(on));
        } else {
            continueAfterBreak(on, tailSequence.deliver(entries));
        }
    }

    private void continueAfterBreak(RedisConnection on, List<Entry> left) {
        if (left.isEmpty()) {
            read(on);
        } else {
            checkBirthMark(on, bounds -> continueAfterBreak(on, tailSequence.deliverAfterBreak(left)));
        }
    }

    private void deliver(Batch batch) {
        highWaterMark.advanceTo(tailSequence.lastRead());
        batches.dispatch(batch, loaded);
    }

    private void continueReading() {
        RedisConnection on = connection.current();
        if (paused && on != null) {
            paused = false;
            read(on);
        }
    }
}
