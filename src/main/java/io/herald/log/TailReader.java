package io.herald.log;

import io.herald.event.EventId;
import io.herald.log.Entries.Entry;
import io.herald.log.EventLog.Bounds;
import io.herald.log.TailListener.Batch;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.RedisConnection;
import java.time.Clock;
import java.time.Duration;
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
    private final Tail tail;
    private final ContextInternal context;
    private final Seen seen;
    private final TailListener listener;
    private final Inspection inspection;
    private final KeptConnection connection;
    private final Silence silence;
    private final Clock clock = Clock.systemUTC();

    private int underWay;
    private boolean paused;
    private volatile boolean listening;
    private volatile long events;
    private volatile long lagMillis;
    private boolean loaded;

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
        this.tail = new Tail(queries.partition(), this::deliver, listener::reborn, controls);
        this.context = context;
        this.seen = seen;
        this.listener = listener;
        this.inspection = inspection;
        this.connection = new KeptConnection("tail." + queries.partition(), route, context, this);
        this.silence = new Silence(
                System.nanoTime(),
                Duration.ofMillis(WATCH_MS).toNanos(),
                block.multipliedBy(2).toNanos());
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

    /**
     * Whether the tail was read within twice the block time, if only to find nothing new. That Redis answers to something
     * else does not count: it does so to a reader that is cut off each time it waits for the tail, too.
     */
    boolean isHeard() {
        return listening && !silence.isTooLong();
    }

    long silenceNanos() {
        return silence.nanos();
    }

    /** Of how many events it was told. */
    long events() {
        return events;
    }

    /** How old the last of them was when the instance had dealt with it. */
    long lagMillis() {
        return lagMillis;
    }

    @Override
    public void opened(RedisConnection on) {
        boolean first = tail.position() == null;
        ask(on, inspection.of(on, first), fit -> verify(on, first ? bounds -> load(on, bounds) : bounds -> look(on)));
    }

    @Override
    public void lost(String reason) {
        paused = false;
        listening = false;
    }

    private void verify(RedisConnection on, Consumer<Bounds> next) {
        ask(on, queries.open(on, seen.highest()), bounds -> {
            // A mark that was told must not be forgotten by a failover to a log that does not have it.
            seen.add(bounds.birth());
            tail.found(bounds);
            next.accept(bounds);
        });
    }

    private void load(RedisConnection on, Bounds bounds) {
        ask(on, queries.held(on), entries -> {
            tail.load(bounds, entries);
            loaded = true;
            look(on);
        });
    }

    /** The first read of a connection does not wait: only a tail that was read has been heard of. */
    private void look(RedisConnection on) {
        ask(on, queries.there(on, tail.position()), entries -> heard(on, entries));
    }

    private void read(RedisConnection on) {
        if (underWay >= MAX_UNDER_WAY) {
            paused = true;
            return;
        }
        ask(on, queries.next(on, tail.position()), entries -> heard(on, entries));
    }

    private void heard(RedisConnection on, List<Entry> entries) {
        silence.heard(System.nanoTime());
        listening = true;
        connection.proved();
        if (entries.isEmpty()) {
            lagMillis = 0;
            verify(on, bounds -> read(on));
        } else {
            goOn(on, tail.take(entries));
        }
    }

    private void goOn(RedisConnection on, List<Entry> left) {
        if (left.isEmpty()) {
            read(on);
        } else {
            verify(on, bounds -> goOn(on, tail.goOn(left)));
        }
    }

    private void deliver(Batch batch) {
        seen.add(batch.upTo());
        underWay++;
        events += batch.events().size();
        boolean isNews = loaded;
        listener.events(batch, () -> context.execute(() -> dealtWith(isNews ? batch.upTo() : null)));
    }

    private void dealtWith(@Nullable EventId upTo) {
        underWay--;
        if (upTo != null) {
            lagMillis = Math.max(0, clock.millis() - upTo.ms());
        }
        RedisConnection on = connection.current();
        if (paused && on != null) {
            paused = false;
            read(on);
        }
    }

    /** Goes on with the answer on the loop, unless the connection was given up meanwhile. */
    private <T> void ask(RedisConnection on, Future<T> question, Consumer<T> next) {
        silence.asked(System.nanoTime());
        question.onComplete(answer -> context.execute(() -> {
            if (connection.current() != on) {
                return;
            }
            if (answer.failed()) {
                connection.lose(on, String.valueOf(answer.cause().getMessage()));
                return;
            }
            next.accept(answer.result());
        }));
    }

    /** Nothing raises an error when Redis hangs: only silence tells. */
    private void watch() {
        silence.tick(System.nanoTime());
        if (!paused && silence.isOverdue()) {
            connection.lose(connection.current(), "silent for twice the block time");
        }
    }
}
