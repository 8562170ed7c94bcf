package io.herald.log;

import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * A dedicated connection to Redis that is opened again whenever it is lost, with growing waits between. Belongs to one
 * event loop: all methods are called on it, and so is the {@link User}.
 */
final class KeptConnection {

    private static final Logger LOG = Logger.getLogger(KeptConnection.class);

    /** A Redis that hangs accepts connections and then says nothing. */
    private static final long CONNECT_TIMEOUT_MS = 2_000;

    interface User {

        void opened(RedisConnection connection);

        /** It is gone, with every answer that was outstanding on it. */
        void lost(String reason);
    }

    private final String name;
    private final Route route;
    private final ContextInternal context;
    private final User user;
    private final Backoff backoff = new Backoff();
    private @Nullable Redis client;
    private @Nullable RedisConnection connection;
    private boolean proved = true;
    private boolean closed;

    KeptConnection(String name, Route route, ContextInternal context, User user) {
        this.name = name;
        this.route = route;
        this.context = context;
        this.user = user;
    }

    void connect() {
        if (closed) {
            return;
        }
        Redis fresh = route.client();
        client = fresh;
        if (fresh == null) {
            route.failed("nowhere to go to");
            again();
            return;
        }
        long timer =
                context.owner().setTimer(CONNECT_TIMEOUT_MS, late -> context.execute(() -> fail(fresh, "no answer")));
        fresh.connect()
                .onComplete(opened -> context.execute(() -> {
                    context.owner().cancelTimer(timer);
                    if (opened.failed()) {
                        fail(fresh, String.valueOf(opened.cause().getMessage()));
                    } else if (client == fresh) {
                        use(opened.result());
                    }
                }));
    }

    @Nullable
    RedisConnection current() {
        return connection;
    }

    /** It has proved to work: the next loss is retried quickly again. */
    void proved() {
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

    void close() {
        closed = true;
        drop("closed");
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
