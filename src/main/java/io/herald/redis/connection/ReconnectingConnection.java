package io.herald.redis.connection;

import io.herald.loop.FailureLogger;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a dedicated connection to Redis: reopens it after each loss, with increasing delays. A silently dead connection
 * raises no error. So a connection on which nothing arrives for too long while a reply is outstanding is closed.
 * Confined to one event loop: all methods except {@link #clock} must be called on it, and the {@link User} is called on
 * it.
 */
public final class ReconnectingConnection {

    private static final Logger LOG = Logger.getLogger(ReconnectingConnection.class);

    /** A hung Redis accepts connections and then sends nothing. */
    private static final long CONNECT_TIMEOUT_MS = 2_000;

    private static final long WATCH_MS = 200;

    public interface User {

        void opened(RedisConnection connection);

        /** Called when the open connection is lost, and with it all outstanding replies. */
        void lost(String reason);

        /** Called when bytes arrive on the open connection, even if they are only part of a reply. */
        default void received() {}

        /** Called on each tick of the clock, also without an open connection. */
        default void ticked() {}
    }

    private final String name;
    private final ServerResolver serverRoute;
    private final EventLoopContext context;
    private final Duration longestSilence;
    private final User user;
    private final LoopClock clock;
    private final Backoff backoff;
    private final ConnectionLogger logger;
    private final FailureLogger failures = new FailureLogger(LOG);
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    private SilenceDetector silenceDetector;
    private boolean closed;
    private boolean waiting;
    private long timer;

    /**
     * @param longestSilence how long the connection may be silent while a reply is outstanding; longer than any request
     *     blocks in Redis on purpose
     */
    public ReconnectingConnection(
            String name, ServerResolver serverRoute, EventLoopContext context, Duration longestSilence, User user) {
        this.name = name;
        this.logger = new ConnectionLogger(name);
        this.serverRoute = serverRoute;
        this.context = context;
        this.clock = new LoopClock(Duration.ofMillis(WATCH_MS), context::nanoTime);
        this.backoff = new Backoff(context::random);
        this.longestSilence = longestSilence;
        this.user = user;
        this.silenceDetector = new SilenceDetector(clock, longestSilence);
    }

    public void start() {
        timer = context.setPeriodic(WATCH_MS, tick -> watch());
        connect();
    }

    /** Returns the clock of this loop, which does not count the pauses of the loop. May be called on any thread. */
    public LoopClock clock() {
        return clock;
    }

    public @Nullable RedisConnection current() {
        return connection;
    }

    /**
     * Sends a request and passes its reply to the handler, unless the connection is lost meanwhile. If the request or
     * the handler fails, the connection is closed: the user starts over on the next one, but would wait forever on this
     * one.
     */
    public <T> void request(RedisConnection on, Supplier<Future<T>> request, Consumer<T> handler) {
        guard(
                on,
                () -> watchReply(request.get())
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
            failures.failed("redis.handler.failed connection=" + name, e);
            lose(on, e.toString());
        }
    }

    /** Limits the silence of the current connection until the reply has arrived. */
    public <T> Future<T> watchReply(Future<T> answer) {
        SilenceDetector watched = silenceDetector;
        watched.requestSent();
        return answer.onComplete(done -> context.execute(watched::replyReceived));
    }

    /**
     * Records that the connection works. The next loss is logged as a warning and is retried after the shortest delay.
     */
    public void markHealthy() {
        backoff.reset();
        logger.restored();
    }

    void lose(@Nullable RedisConnection broken, String reason) {
        if (broken != null && connection == broken) {
            logger.lost(reason);
            closeAndRetry(reason);
        }
    }

    public void close() {
        closed = true;
        context.owner().cancelTimer(timer);
        closeClient("closed");
    }

    private void connect() {
        waiting = false;
        if (closed) {
            return;
        }
        try {
            open();
        } catch (Throwable e) {
            // Retried: creating a client reads the certificates, and one may be in the middle of its replacement.
            attemptFailed(e.toString());
        }
    }

    private void open() {
        SilenceDetector ofAttempt = new SilenceDetector(clock, longestSilence);
        Redis fresh = serverRoute.client(() -> received(ofAttempt));
        client = fresh;
        silenceDetector = ofAttempt;
        if (fresh == null) {
            scheduleReconnect();
            serverRoute.failed("no server serves the key");
            return;
        }
        long late = context.setTimer(CONNECT_TIMEOUT_MS, expired -> fail(fresh, "no answer"));
        fresh.connect()
                .onComplete(opened -> context.execute(() -> {
                    context.owner().cancelTimer(late);
                    if (opened.failed()) {
                        fail(fresh, String.valueOf(opened.cause().getMessage()));
                    } else if (client == fresh) {
                        connected(opened.result());
                    }
                }));
    }

    private void received(SilenceDetector ofAttempt) {
        ofAttempt.bytesReceived();
        if (silenceDetector == ofAttempt && connection != null) {
            user.received();
        }
    }

    private void watch() {
        clock.tick();
        if (silenceDetector.hasExpired()) {
            lose(connection, "silent for " + longestSilence.toMillis() + " ms");
        }
        user.ticked();
    }

    private void fail(Redis attempt, String reason) {
        if (client == attempt && connection == null) {
            attemptFailed(reason);
        }
    }

    private void attemptFailed(String reason) {
        logger.attemptFailed(reason);
        closeAndRetry(reason);
    }

    /** Schedules the next attempt first, so that no exception thrown afterwards prevents it. */
    private void closeAndRetry(String reason) {
        scheduleReconnect();
        try {
            closeClient(reason);
        } finally {
            serverRoute.failed(reason);
        }
    }

    private void connected(RedisConnection opened) {
        connection = opened;
        opened.exceptionHandler(broken -> context.execute(() -> lose(opened, "connection failed")));
        opened.endHandler(end -> context.execute(() -> lose(opened, "closed by Redis")));
        guard(opened, () -> user.opened(opened));
    }

    private void closeClient(String reason) {
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

    private void scheduleReconnect() {
        if (!closed && !waiting) {
            waiting = true;
            context.setTimer(backoff.nextMillis(), timer -> connect());
        }
    }
}
