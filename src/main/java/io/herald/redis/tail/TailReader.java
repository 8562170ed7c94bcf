package io.herald.redis.tail;

import io.herald.event.EventId;
import io.herald.log.EventLog.Bounds;
import io.herald.log.TailListener;
import io.herald.log.TailListener.Batch;
import io.herald.redis.connection.ReconnectingConnection;
import io.herald.redis.connection.ServerInspector;
import io.herald.redis.connection.ServerResolver;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.layout.EntryIdentity;
import io.herald.redis.layout.HighWaterMark;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tail of one partition and delivers its events in order. Uses a dedicated connection, because its reads block in
 * Redis. After a lost connection it continues from its position. Confined to one event loop.
 *
 * <p>The reader checks the birth mark whenever the log may have been replaced: at the start, after a reconnect, after a read
 * without entries, when an entry does not follow the previous one, and when a connection is lost over which this instance has appended.
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
    private final BirthMarkCheck birthMark;
    private final ReceiveMonitor monitor;
    private final @Nullable AddressedTail addressed;
    private final AdaptiveReadSize size = new AdaptiveReadSize();
    private boolean paused;
    private boolean reading;
    private boolean loaded;

    /** @param addressed null to follow the whole tail always */
    TailReader(
            TailQueries queries,
            @Nullable AddressedTail addressed,
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
        this.batches = new BatchDispatcher(listener, context, this::finished, clock);
        this.initial = new InitialTailLoad(queries.tailLength(), listener.maxInitialBytes());
        this.tailSequence = new TailSequence(queries.partition(), this::deliver, batches::birthMarkChanged, controls);
        this.context = context;
        this.highWaterMark = highWaterMark;
        this.serverInspection = serverInspection;
        this.connection =
                new ReconnectingConnection("tail." + queries.partition(), serverRoute, context, silence, this);
        this.birthMark =
                new BirthMarkCheck(queries, tailSequence, highWaterMark, connection, context, this::leaveAddressed);
        this.addressed = addressed;
        this.monitor = new ReceiveMonitor(connection.clock(), silence.toNanos());
    }

    void start() {
        context.execute(connection::start);
        if (addressed != null) {
            addressed.start();
        }
    }

    void close() {
        context.execute(connection::close);
        if (addressed != null) {
            addressed.close();
        }
    }

    /**
     * Returns whether the reader has received bytes of a tail reply within twice the block time. A part of a reply and an empty
     * reply count. Replies to other requests do not: Redis answers those even if each connection breaks while it waits for
     * the tail.
     */
    boolean isReceiving() {
        return monitor.isReceiving();
    }

    long silenceNanos() {
        return monitor.silenceNanos();
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
                fit -> birthMark.check(on, bounds -> {
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
        monitor.lost();
    }

    @Override
    public void received() {
        if (reading) {
            monitor.received();
        }
    }

    private void load(RedisConnection on, Bounds bounds) {
        int most = Math.min(size.entries(), initial.remaining());
        readTail(on, () -> queries.readBackwards(on, initial.before(), most), page -> page, page -> {
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

    /**
     * Starts the first read of a connection. It does not block, so that a reply of the tail proves the connection at once. It reads
     * the whole tail: only there each entry proves that the server has the one at the position, and with it the registrations.
     */
    private void look(RedisConnection on) {
        loaded = true;
        if (batches.hasFailed()) {
            tailSequence.deliverPosition();
        }
        if (addressed != null) {
            addressed.verify();
        }
        readWhole(on, false);
    }

    private void read(RedisConnection on) {
        if (batches.isFull()) {
            paused = true;
        } else if (birthMark.isDue()) {
            birthMark.check(on, bounds -> read(on));
        } else if (addressed != null && addressed.isActiveAt(tailSequence.position())) {
            readAddressed(on, addressed);
        } else {
            readWhole(on, true);
        }
    }

    private void readWhole(RedisConnection on, boolean waits) {
        EventId after = tailSequence.position();
        readTail(
                on,
                () -> queries.read(on, after, size.entries(), waits),
                entries -> entries,
                entries -> handle(on, entries));
    }

    private void readAddressed(RedisConnection on, AddressedTail tails) {
        if (tails.hasLostRegistrations(tailSequence.position())) {
            birthMark.renew(on, bounds -> read(on));
            return;
        }
        readTail(
                on,
                () -> tails.read(on, tailSequence.position(), size.entries()),
                TailMerge::entries,
                merge -> handle(on, tails, merge));
    }

    private void leaveAddressed() {
        if (addressed != null) {
            addressed.leave(tailSequence.position());
        }
    }

    private <T> void readTail(
            RedisConnection on, Supplier<Future<T>> request, Function<T, List<Entry>> entries, Consumer<T> next) {
        reading = true;
        connection.request(on, request, reply -> {
            reading = false;
            size.succeeded(entries.apply(reply));
            next.accept(reply);
            connection.markHealthy();
        });
    }

    private void handle(RedisConnection on, AddressedTail tails, TailMerge merge) {
        if (!merge.entries().isEmpty()) {
            tailSequence.deliverAddressed(merge.entries());
        }
        switch (merge.outcome()) {
            case COMPLETE, UNCERTAIN -> read(on);
            case IDLE -> {
                batches.resetLag();
                tails.verify();
                birthMark.check(on, bounds -> read(on));
            }
            case BROKEN -> {
                leaveAddressed();
                birthMark.check(on, bounds -> read(on));
            }
        }
    }

    private void handle(RedisConnection on, List<Entry> entries) {
        if (entries.isEmpty()) {
            batches.resetLag();
            birthMark.check(on, bounds -> read(on));
        } else {
            if (addressed != null) {
                addressed.observe(entries);
            }
            continueAfterBreak(on, tailSequence.deliver(entries));
        }
    }

    private void continueAfterBreak(RedisConnection on, List<Entry> left) {
        if (left.isEmpty()) {
            read(on);
        } else {
            leaveAddressed();
            birthMark.check(on, bounds -> continueAfterBreak(on, tailSequence.deliverAfterBreak(left)));
        }
    }

    private void deliver(Batch batch) {
        highWaterMark.advanceTo(tailSequence.lastRead());
        batches.dispatch(batch, loaded);
    }

    private void finished(EventId position) {
        if (addressed != null) {
            addressed.delivered(position);
        }
        RedisConnection on = connection.current();
        if (paused && on != null) {
            paused = false;
            read(on);
        }
    }
}
