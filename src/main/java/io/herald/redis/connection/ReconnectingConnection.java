package io.herald.redis.connection;

import io.herald.loop.FailureLog;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * A dedicated connection to Redis that is opened again whenever it is lost, with growing waits between. A connection that
 * is silently dead raises no error, so one that sends nothing for too long while an answer is outstanding is given up. Belongs
 * to one event loop: all methods are called on it, and so is the {@link User}.
 */
public final class ReconnectingConnection {

    private static final Logger LOG = Logger.getLogger(ReconnectingConnection.class);

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
    private final ServerRoute serverRoute;
    private final EventLoopContext context;
    private final Duration longestSilence;
    private final User user;
    private final LoopClock clock = new LoopClock(Duration.ofMillis(WATCH_MS));
    private final Backoff backoff = new Backoff();
    private final FailureLog failures = new FailureLog(LOG);
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    private SilenceDetector silenceDetector;
    private boolean proved = true;
    private boolean closed;
    private boolean waiting;
    private long timer;

    /** @param longestSilence longer than any request waits in Redis on purpose */
    public ReconnectingConnection(
            String name, ServerRoute serverRoute, EventLoopContext context, Duration longestSilence, User user) {
        this.name = name;
        this.serverRoute = serverRoute;
        this.context = context;
        this.longestSilence = longestSilence;
        this.user = user;
        this.silenceDetector = new SilenceDetector(clock, longestSilence);
    }

    public void start() {
        timer = context.setPeriodic(WATCH_MS, tick -> watch());
        connect();
    }

    /** Time without our own pauses. May be read on any thread. */
    public LoopClock clock() {
        return clock;
    }

    public @Nullable RedisConnection current() {
        return connection;
    }

    /**
     * Sends a request and handles its answer, unless the connection is lost meanwhile. Whatever fails, be it the answer or its
     * handling, ends the connection: the user starts again on the next one, where it would wait for ever on this one.
     */
    public <T> void ask(RedisConnection on, Supplier<Future<T>> request, Consumer<T> handler) {
        guard(
                on,
                () -> expect(request.get())
                        .onComplete(answer -> context.execute(() -> {
                            if (connection != on) {
                                return;
                            }
                            if (answer.failed()) {
                                lose(on, String.valueOf(answer.cause().getMessage()));
                            } else {
                                guard(on, () -> handler.accept(answer.result()));
                            }
                        })));
    }

    private void guard(RedisConnection on, Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            failures.failed("redis.connection.failed connection=" + name, e);
            lose(on, e.toString());
        }
    }

    /** Until the answer has arrived, the current connection must not be silent for too long. */
    public <T> Future<T> expect(Future<T> answer) {
        SilenceDetector watched = silenceDetector;
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
            giveUp("redis.connection.lost", reason);
        }
    }

    public void close() {
        closed = true;
        context.owner().cancelTimer(timer);
        drop("closed");
    }

    private void connect() {
        waiting = false;
        if (closed) {
            return;
        }
        try {
            open();
        } catch (Throwable e) {
            // Not the end: a client reads certificates anew, and finds one that is being replaced.
            giveUp("redis.unreachable", e.toString());
        }
    }

    private void open() {
        SilenceDetector ofAttempt = new SilenceDetector(clock, longestSilence);
        Redis fresh = serverRoute.client(() -> received(ofAttempt));
        client = fresh;
        silenceDetector = ofAttempt;
        if (fresh == null) {
            again();
            serverRoute.failed("no server serves the key");
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

    private void received(SilenceDetector ofAttempt) {
        ofAttempt.received();
        if (silenceDetector == ofAttempt && connection != null) {
            user.received();
        }
    }

    private void watch() {
        clock.tick();
        if (silenceDetector.isTooLong()) {
            lose(connection, "silent for " + longestSilence.toMillis() + " ms");
        }
        user.ticked();
    }

    private void fail(Redis attempt, String reason) {
        if (client == attempt && connection == null) {
            giveUp("redis.unreachable", reason);
        }
    }

    /** Schedules the next attempt first, so that nothing that throws afterwards prevents it. */
    private void giveUp(String event, String reason) {
        LOG.logf(proved ? Level.WARN : Level.DEBUG, "%s connection=%s reason=\"%s\"", event, name, reason);
        proved = false;
        again();
        try {
            drop(reason);
        } finally {
            serverRoute.failed(reason);
        }
    }

    private void use(RedisConnection opened) {
        connection = opened;
        opened.exceptionHandler(broken -> context.execute(() -> lose(opened, "failed")));
        opened.endHandler(end -> context.execute(() -> lose(opened, "ended")));
        guard(opened, () -> user.opened(opened));
    }

    private void drop(String reason) {
        boolean wasOpen = connection != null;
        Redis dropped = client;
        connection = null;
        client = null;
        try {
            if (dropped != null) {
                dropped.close();
            }
        } finally {
            if (wasOpen) {
                user.lost(reason);
            }
        }
    }

    private void again() {
        if (!closed && !waiting) {
            waiting = true;
            context.setTimer(backoff.nextMillis(), timer -> connect());
        }
    }
}
