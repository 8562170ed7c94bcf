package io.herald.log;

import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.Entries.Entry;
import io.herald.log.EventLog.Bounds;
import io.herald.log.TailListener.Batch;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.RedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows one partition's tail, on a connection of its own because it blocks in Redis. After a broken connection it goes
 * on where it was. All of its state belongs to one event loop.
 *
 * <p>Wherever there is a doubt whether the log is still the one that it knows (at the start, after a reconnect, after a
 * silence, and when an entry does not follow the one before), it looks at the birth mark before it goes on.
 */
final class TailReader implements KeptConnection.User {

    private static final Logger LOG = Logger.getLogger(TailReader.class);

    /** Batches that may be under way in the instance while the next is read. */
    private static final int MAX_UNDER_WAY = 2;

    private static final long WATCH_MS = 250;

    private final TailQueries queries;
    private final int partition;
    private final ContextInternal context;
    private final Seen seen;
    private final TailListener listener;
    private final ControlListeners controls;
    private final Inspection inspection;
    private final KeptConnection connection;
    private final long deadAfterNanos;

    private @Nullable EventId position;
    private EventId birth = EventId.ZERO;
    private int underWay;
    private boolean paused;
    private long askedAt;
    private volatile long heardAt;

    TailReader(
            TailQueries queries,
            Route route,
            Inspection inspection,
            ContextInternal context,
            Duration block,
            Seen seen,
            TailListener listener,
            ControlListeners controls) {
        this.queries = queries;
        this.partition = queries.partition();
        this.context = context;
        this.seen = seen;
        this.listener = listener;
        this.controls = controls;
        this.inspection = inspection;
        this.connection = new KeptConnection("tail." + partition, route, context, this);
        this.deadAfterNanos = 2 * block.toNanos();
        this.heardAt = System.nanoTime() - deadAfterNanos;
    }

    void start() {
        context.execute(() -> {
            connection.connect();
            context.setPeriodic(WATCH_MS, timer -> watch());
        });
    }

    void close() {
        context.execute(connection::close);
    }

    /** Whether Redis has said something within twice the block time, if only that there is nothing new. */
    boolean isHeard() {
        return System.nanoTime() - heardAt < deadAfterNanos;
    }

    @Override
    public void opened(RedisConnection on) {
        ask(
                on,
                inspection.of(on, position == null),
                fit -> verify(on, position == null ? bounds -> load(on, bounds) : bounds -> read(on)));
    }

    @Override
    public void lost(String reason) {
        paused = false;
        heardAt = System.nanoTime() - deadAfterNanos;
    }

    private void verify(RedisConnection on, Consumer<Bounds> next) {
        ask(on, queries.open(on, seen.highest()), bounds -> {
            if (!bounds.birth().equals(birth)) {
                reborn(bounds.birth());
            }
            next.accept(bounds);
        });
    }

    private void reborn(EventId newBirth) {
        birth = newBirth;
        if (position != null) {
            LOG.warnf("log.tail.reborn partition=%d position=%s birth=%s", partition, position, birth);
            position = position.max(birth);
            listener.reborn(partition, birth);
            controls.missed();
        }
    }

    /** What the tail holds already, so that clients of an instance that has gone can be served from memory. */
    private void load(RedisConnection on, Bounds bounds) {
        ask(on, queries.held(on), entries -> {
            List<List<Entry>> runs = Entries.runs(entries);
            List<Entry> newest = runs.isEmpty() ? entries : runs.get(runs.size() - 1);
            deliver(newest.isEmpty() ? bounds.last() : newest.get(0).previous(), newest);
            LOG.infof(
                    "log.tail.opened partition=%d birth=%s last=%s held=%d", partition, birth, position, newest.size());
            read(on);
        });
    }

    private void read(RedisConnection on) {
        if (underWay >= MAX_UNDER_WAY) {
            paused = true;
            return;
        }
        ask(on, queries.next(on, position), entries -> {
            connection.proved();
            if (entries.isEmpty()) {
                verify(on, bounds -> read(on));
            } else {
                take(on, Entries.runs(entries));
            }
        });
    }

    /**
     * A hole may also be in the middle of what was read at once: a log that lost something goes on beyond it as soon as
     * one instance, which need not be this one, has told it what it had seen.
     */
    private void take(RedisConnection on, List<List<Entry>> runs) {
        boolean follows = runs.get(0).get(0).previous().equals(position);
        List<List<Entry>> afterHole = follows ? runs.subList(1, runs.size()) : runs;
        if (follows) {
            deliver(position, runs.get(0));
        }
        if (afterHole.isEmpty()) {
            read(on);
            return;
        }
        LOG.warnf("log.tail.gap partition=%d after=%s", partition, position);
        verify(on, bounds -> {
            // What comes before a new birth mark has just been told to be lost.
            afterHole.stream()
                    .filter(run -> !run.get(0).previous().isBefore(position))
                    .forEach(run -> deliver(run.get(0).previous(), run));
            read(on);
        });
    }

    private void deliver(EventId after, List<Entry> entries) {
        List<Event> events = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            if (!entry.isControl()) {
                events.add(entry.event());
            } else if (position != null) {
                controls.heard(entry.control());
            }
        }
        EventId upTo = entries.isEmpty()
                ? after
                : entries.get(entries.size() - 1).event().id();
        position = upTo;
        seen.add(upTo);
        underWay++;
        listener.events(new Batch(partition, after, upTo, events), () -> context.execute(this::dealtWith));
    }

    private void dealtWith() {
        underWay--;
        RedisConnection on = connection.current();
        if (paused && on != null) {
            paused = false;
            read(on);
        }
    }

    /** Goes on with the answer on the loop, unless the connection was given up meanwhile. */
    private <T> void ask(RedisConnection on, Future<T> question, Consumer<T> next) {
        askedAt = System.nanoTime();
        question.onComplete(answer -> context.execute(() -> {
            if (connection.current() != on) {
                return;
            }
            if (answer.failed()) {
                connection.lose(on, String.valueOf(answer.cause().getMessage()));
                return;
            }
            heardAt = System.nanoTime();
            next.accept(answer.result());
        }));
    }

    /** Nothing raises an error when Redis hangs: only silence tells. */
    private void watch() {
        if (!paused && System.nanoTime() - askedAt > deadAfterNanos) {
            connection.lose(connection.current(), "silent for twice the block time");
        }
    }
}
