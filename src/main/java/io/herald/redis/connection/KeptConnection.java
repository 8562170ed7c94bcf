package io.herald.redis.connection;

import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import java.time.Duration;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * A dedicated connection to Redis that is opened again whenever it is lost, with growing waits between. A connection that
 * is silently dead raises no error, so one that sends nothing for too long while an answer is outstanding is given up. Belongs
 * to one event loop: all methods are called on it, and so is the {@link User}.
 */
public final class KeptConnection {

    private static final Logger LOG = Logger.getLogger(KeptConnection.class);

    /** A Redis that hangs accepts connections and then says nothing. */
    private static final long CONNECT_TIMEOUT_MS = 2_000;

    private static final long WATCH_MS = 200;

    public interface User {

        void opened(RedisConnection connection);

        /** It is gone, with every answer that was outstanding on it. */
        void lost(String reason);

        /** Something has arrived on the open connection, be it only a part of an answer. */
        default void received() {}

        /** Some time has passed. */
        default void ticked() {}
    }

    private final String name;
    private final Route route;
    private final ContextInternal context;
    private final Duration longestSilence;
    private final User user;
    private final LoopClock clock = new LoopClock(Duration.ofMillis(WATCH_MS));
    private final Backoff backoff = new Backoff();
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    private Silence silence;
    private boolean proved = true;
    private boolean closed;
    private long timer;

    /** @param longestSilence longer than any request waits in Redis on purpose */
    public KeptConnection(String name, Route route, ContextInternal context, Duration longestSilence, User user) {
        this.name = name;
        this.route = route;
        this.context = context;
        this.longestSilence = longestSilence;
        this.user = user;
        this.silence = new Silence(clock, longestSilence);
    }

    public void start() {
        connect();
        timer = context.setPeriodic(WATCH_MS, tick -> watch());
    }

    /** Time without our own pauses. May be read on any thread. */
    public LoopClock clock() {
        return clock;
    }

    public @Nullable RedisConnection current() {
        return connection;
    }

    /** Takes the answer once it has arrived, unless the connection was lost meanwhile. A failure ends the connection. */
    public <T> void ask(RedisConnection on, Future<T> question, Consumer<T> next) {
        expect(question)
                .onComplete(answer -> context.execute(() -> {
                    if (connection != on) {
                        return;
                    }
                    if (answer.failed()) {
                        lose(on, String.valueOf(answer.cause().getMessage()));
                    } else {
                        next.accept(answer.result());
                    }
                }));
    }

    /** Until the answer has arrived, the current connection must not be silent for too long. */
    public <T> Future<T> expect(Future<T> answer) {
        Silence watched = silence;
        watched.asked();
        return answer.onComplete(done -> context.execute(watched::answered));
    }

    /** It has proved to work: the next loss is retried quickly again. */
    public void proved() {
        backoff.reset();
        proved = true;
    }

    void lose(@Nullable RedisConnection broken, String reason) {
        if (broken != null && connection == broken) {
            LOG.logf(
                    proved ? Level.WARN : Level.DEBUG,
                    "redis.connection.lost connection=%s reason=\"%s\"",
                    name,
                    reason);
            proved = false;
            drop(reason);
            route.failed(reason);
            again();
        }
    }

    public void close() {
        closed = true;
        context.owner().cancelTimer(timer);
        drop("closed");
    }

    private void connect() {
        if (closed) {
            return;
        }
        Silence ofAttempt = new Silence(clock, longestSilence);
        Redis fresh = route.client(() -> received(ofAttempt));
        client = fresh;
        silence = ofAttempt;
        if (fresh == null) {
            route.failed("nowhere to go to");
            again();
            return;
        }
        long late = context.owner()
                .setTimer(CONNECT_TIMEOUT_MS, expired -> context.execute(() -> fail(fresh, "no answer")));
        fresh.connect()
                .onComplete(opened -> context.execute(() -> {
                    context.owner().cancelTimer(late);
                    if (opened.failed()) {
                        fail(fresh, String.valueOf(opened.cause().getMessage()));
                    } else if (client == fresh) {
                        use(opened.result());
                    }
                }));
    }

    private void received(Silence ofAttempt) {
        ofAttempt.received();
        if (silence == ofAttempt && connection != null) {
            user.received();
        }
    }

    private void watch() {
        clock.tick();
        if (silence.isTooLong()) {
            lose(connection, "silent for " + longestSilence.toMillis() + " ms");
        }
        user.ticked();
    }

    private void fail(Redis attempt, String reason) {
        if (client == attempt && connection == null) {
            LOG.logf(proved ? Level.WARN : Level.DEBUG, "redis.unreachable connection=%s reason=\"%s\"", name, reason);
            proved = false;
            drop(reason);
            route.failed(reason);
            again();
        }
    }

    private void use(RedisConnection opened) {
        connection = opened;
        opened.exceptionHandler(broken -> context.execute(() -> lose(opened, "failed")));
        opened.endHandler(end -> context.execute(() -> lose(opened, "ended")));
        user.opened(opened);
    }

    private void drop(String reason) {
        boolean wasOpen = connection != null;
        Redis dropped = client;
        connection = null;
        client = null;
        if (dropped != null) {
            dropped.close();
        }
        if (wasOpen) {
            user.lost(reason);
        }
    }

    private void again() {
        if (!closed) {
            context.setTimer(backoff.nextMillis(), timer -> connect());
        }
    }
}
