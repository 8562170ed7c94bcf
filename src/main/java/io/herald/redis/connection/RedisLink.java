package io.herald.redis.connection;

import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pipelines requests on one dedicated connection to Redis. It belongs to one event loop and is cheapest to call from
 * that loop; a call from another thread is handed over to it.
 *
 * <p>A request that is not answered in time fails alone: on a slow link, the requests behind it may still be answered
 * in time. If nothing arrives for the timeout of the link, the connection is closed and all its requests fail.
 */
final class RedisLink implements ReconnectingConnection.User {

    /**
     * Bounds a connect storm, in which thousands of clients cause a few requests each within a moment. This many
     * requests take some hundred bytes each, and a tenth of a second of Redis.
     */
    static final int MAX_IN_FLIGHT = 10_000;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private record InFlight(RequestDeadline deadline, Promise<Response> promise) {}

    private final EventLoopContext context;
    private final ReconnectingConnection connection;
    private final Consumer<Object> lostListener;
    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
    private @Nullable RedisConnection opened;

    /** @param lostListener receives each connection that is lost */
    RedisLink(ServerResolver serverRoute, EventLoopContext context, Duration timeout, Consumer<Object> lostListener) {
        this.context = context;
        this.lostListener = lostListener;
        this.connection = new ReconnectingConnection("link", serverRoute, context, timeout, this);
    }

    void start() {
        context.execute(connection::start);
    }

    void close() {
        context.execute(connection::close);
    }

    /**
     * Sends a request. Fails immediately if there is no connection or too many requests are in flight, because the
     * callers have waiting clients of their own.
     *
     * @param timeout counted from this call; after it, the request fails as unanswered
     * @param used receives the connection; null if the caller need not know it
     */
    Future<Response> send(Request request, Duration timeout, @Nullable UsedConnection used) {
        Promise<Response> promise = context.promise();
        long submittedAt = context.nanoTime();
        context.execute(() -> sendOnLoop(request, submittedAt, timeout, used, promise));
        return promise.future();
    }

    private void sendOnLoop(
            Request request,
            long submittedAt,
            Duration timeout,
            @Nullable UsedConnection used,
            Promise<Response> promise) {
        RedisConnection open = connection.current();
        RequestDeadline deadline = new RequestDeadline(connection.clock(), context::nanoTime, submittedAt, timeout);
        if (open == null) {
            promise.fail(unavailable());
        } else if (deadline.hasPassed()) {
            // The request waited too long for this loop. Its caller is about to give up, so an append would only add
            // load.
            promise.fail(late());
        } else if (inFlight.size() >= MAX_IN_FLIGHT) {
            promise.fail(overloaded());
        } else {
            InFlight entry = new InFlight(deadline, promise);
            inFlight.add(entry);
            if (used != null) {
                used.set(open);
            }
            connection
                    .watchReply(reply(open, request))
                    .onComplete(answer -> context.execute(() -> {
                        inFlight.removeFirstOccurrence(entry);
                        if (answer.succeeded()) {
                            connection.markHealthy();
                            promise.tryComplete(answer.result());
                        } else {
                            promise.tryFail(answer.cause());
                            closeIfNotMaster(open, answer.cause());
                        }
                    }));
        }
    }

    /** Returns the reply. An exception is a failure of this request, and not of the loop. */
    private static Future<Response> reply(RedisConnection open, Request request) {
        try {
            return open.send(request);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * Closes the connection if the server is not a master, or not yet. Such a server answers every request with this
     * error and does not close the connection itself.
     */
    private void closeIfNotMaster(RedisConnection open, Throwable failure) {
        if (RedisError.of(failure) == RedisError.WRONG_SERVER) {
            connection.lose(open, String.valueOf(failure.getMessage()));
        }
    }

    /** An open connection proves little, because a hung server accepts connections too. */
    @Override
    public void opened(RedisConnection connected) {
        opened = connected;
    }

    @Override
    public void lost(String reason) {
        lostListener.accept(opened);
        while (!inFlight.isEmpty()) {
            inFlight.poll().promise.tryFail(unavailable());
        }
    }

    /**
     * Fails the requests whose deadline has passed. They stay in flight, because replies arrive in order. Their
     * promises fail after the iteration, because a caller may then send another request or lose the connection.
     */
    @Override
    public void ticked() {
        List<Promise<Response>> late = new ArrayList<>();
        for (InFlight entry : inFlight) {
            if (entry.deadline.hasPassed()) {
                late.add(entry.promise);
            }
        }
        late.forEach(promise -> promise.tryFail(late()));
    }

    static ProblemException late() {
        return Problem.unavailable("The event log did not answer in time. Retry later.", RETRY_AFTER)
                .asException();
    }

    static ProblemException unavailable() {
        return Problem.unavailable("The event log is unreachable. Retry later.", RETRY_AFTER)
                .asException();
    }

    static ProblemException outOfMemory() {
        return Problem.unavailable("The event log has no memory for new events. Retry later.", RETRY_AFTER)
                .asException();
    }

    private static ProblemException overloaded() {
        return Problem.unavailable("The event log is overloaded. Retry later.", RETRY_AFTER)
                .asException();
    }
}
