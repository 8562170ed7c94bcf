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

/**
 * One connection of our own to Redis, on which requests are pipelined. It belongs to one event loop, and is cheapest when
 * called from it; other threads hop.
 *
 * <p>A request that is not answered in time fails alone: on a slow link, those behind it may still be answered in time. A
 * connection on which nothing arrives for as long is given up with all that waits on it.
 */
final class RedisLink implements ReconnectingConnection.User {

    /**
     * Each client that connects asks a few things, and a storm brings thousands in a moment: some hundred bytes each, and
     * a tenth of a second of Redis.
     */
    static final int MAX_IN_FLIGHT = 10_000;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private record InFlight(RequestDeadline deadline, Promise<Response> promise) {}

    private final EventLoopContext context;
    private final ReconnectingConnection connection;
    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();

    RedisLink(ServerRoute serverRoute, EventLoopContext context, Duration timeout) {
        this.context = context;
        this.connection = new ReconnectingConnection("link", serverRoute, context, timeout, this);
    }

    void start() {
        context.execute(connection::start);
    }

    void close() {
        context.execute(connection::close);
    }

    /**
     * Fails at once without a connection, or if too many requests are in flight: callers have clients of their own waiting.
     *
     * @param timeout from this call on, after which the request fails as unanswered
     */
    Future<Response> send(Request request, Duration timeout) {
        Promise<Response> promise = context.promise();
        long submittedAt = System.nanoTime();
        context.execute(() -> sendHere(request, submittedAt, timeout, promise));
        return promise.future();
    }

    private void sendHere(Request request, long submittedAt, Duration timeout, Promise<Response> promise) {
        RedisConnection open = connection.current();
        RequestDeadline deadline = new RequestDeadline(connection.clock(), System::nanoTime, submittedAt, timeout);
        if (open == null) {
            promise.fail(unavailable());
        } else if (deadline.hasPassed()) {
            // It waited for this loop, and its caller is about to give up: an append would only add to the load.
            promise.fail(late());
        } else if (inFlight.size() >= MAX_IN_FLIGHT) {
            promise.fail(overloaded());
        } else {
            InFlight entry = new InFlight(deadline, promise);
            inFlight.add(entry);
            connection
                    .expect(open.send(request))
                    .onComplete(answer -> context.execute(() -> {
                        inFlight.removeFirstOccurrence(entry);
                        if (answer.succeeded()) {
                            connection.proved();
                            promise.tryComplete(answer.result());
                        } else {
                            promise.tryFail(answer.cause());
                            look(open, answer.cause());
                        }
                    }));
        }
    }

    /** A server that is no master, or not yet, answers everything with this error, and does not end the connection. */
    private void look(RedisConnection open, Throwable failure) {
        if (RedisError.of(failure) == RedisError.MISPLACED) {
            connection.lose(open, String.valueOf(failure.getMessage()));
        }
    }

    /** That it was opened says little: a server that is hung takes connections, too. */
    @Override
    public void opened(RedisConnection opened) {}

    @Override
    public void lost(String reason) {
        while (!inFlight.isEmpty()) {
            inFlight.poll().promise.tryFail(unavailable());
        }
    }

    /**
     * Requests that are late stay in flight, since their answers come in order. They fail after the iteration: a caller may
     * send another request, or lose the connection, when one of them fails.
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
        return Problem.unavailable("The event log does not answer in time.", RETRY_AFTER)
                .asException();
    }

    static ProblemException unavailable() {
        return Problem.unavailable("The event log cannot be reached.", RETRY_AFTER)
                .asException();
    }

    private static ProblemException overloaded() {
        return Problem.unavailable("The event log is overloaded.", RETRY_AFTER).asException();
    }
}
