package io.herald.redis.connection;

import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * One connection of our own to Redis, on which requests are pipelined. It belongs to one event loop, and is cheapest when
 * called from it; other threads hop.
 *
 * <p>A request that is not answered in time fails alone: on a slow link, those behind it may still be answered in time. A
 * connection on which nothing arrives for as long is given up with all that waits on it.
 */
final class RedisLink implements KeptConnection.User {

    /**
     * Each client that connects asks a few things, and a storm brings thousands in a moment: some hundred bytes each, and
     * a tenth of a second of Redis.
     */
    static final int MAX_IN_FLIGHT = 10_000;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private record InFlight(long deadline, Promise<Response> promise) {}

    private final ContextInternal context;
    private final KeptConnection connection;
    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();

    RedisLink(Route route, ContextInternal context, Duration timeout) {
        this.context = context;
        this.connection = new KeptConnection("link", route, context, timeout, this);
    }

    void start() {
        context.execute(connection::start);
    }

    void close() {
        context.execute(connection::close);
    }

    /**
     * Fails at once where there is no connection or too much waits already: callers have their own clients waiting.
     *
     * @param timeout after which the answer is not waited for any more
     */
    Future<Response> send(Request request, Duration timeout) {
        Promise<Response> promise = context.promise();
        context.execute(() -> sendHere(request, timeout, promise));
        return promise.future();
    }

    private void sendHere(Request request, Duration timeout, Promise<Response> promise) {
        RedisConnection open = connection.current();
        if (open == null) {
            promise.fail(unavailable());
        } else if (inFlight.size() >= MAX_IN_FLIGHT) {
            promise.fail(overloaded());
        } else {
            InFlight entry = new InFlight(connection.clock().now() + timeout.toNanos(), promise);
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
        if (Refusal.of(failure) == Refusal.MISPLACED) {
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

    /** Those that are late stay in flight, since their answers come in order. */
    @Override
    public void ticked() {
        long now = connection.clock().now();
        for (InFlight entry : inFlight) {
            if (now - entry.deadline > 0) {
                entry.promise.tryFail(late());
            }
        }
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
