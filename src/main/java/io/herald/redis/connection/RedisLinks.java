package io.herald.redis.connection;

import io.herald.problem.ProblemException;
import io.herald.vertx.EventLoopContext;
import io.herald.vertx.VertxEventLoops;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Provides links on each event loop, up to a bound, so that a request that is handled on a loop stays on it. In a
 * cluster, there is one link per server. Links per partition would be many connections without better pipelining.
 */
public final class RedisLinks {

    private static final int MAX_LOOPS = 8;

    private final ServerLocator serverLocator;
    private final Duration timeout;
    private final CallLatencyListener times;
    private final List<LoopLinks> loops;
    private final EventLoopContext time;

    public RedisLinks(Vertx vertx, ServerLocator serverLocator, Duration timeout, CallLatencyListener times) {
        this(
                VertxEventLoops.all(vertx).stream()
                        .limit(MAX_LOOPS)
                        .map(loop -> EventLoopContext.on(vertx, loop))
                        .toList(),
                serverLocator,
                timeout,
                times);
    }

    /** @param contexts the loops with links; at least one */
    public RedisLinks(
            List<EventLoopContext> contexts, ServerLocator serverLocator, Duration timeout, CallLatencyListener times) {
        this(
                serverLocator,
                timeout,
                times,
                contexts.stream()
                        .map(context -> new LoopLinks(serverLocator, context, timeout))
                        .toList(),
                contexts.get(0));
    }

    private RedisLinks(
            ServerLocator serverLocator,
            Duration timeout,
            CallLatencyListener times,
            List<LoopLinks> loops,
            EventLoopContext time) {
        this.serverLocator = serverLocator;
        this.timeout = timeout;
        this.times = times;
        this.loops = loops;
        this.time = time;
    }

    /** Adds a listener that receives each connection that is lost, on its loop. Called before {@link #start}. */
    public void onLost(Consumer<Object> listener) {
        loops.forEach(loop -> loop.onLost(listener));
    }

    /** Returns links over the same connections whose calls are not measured. Neither started nor closed by itself. */
    public RedisLinks unmeasured() {
        return new RedisLinks(serverLocator, timeout, CallLatencyListener.NONE, loops, time);
    }

    public void start() {
        serverLocator.onChange(() -> loops.forEach(LoopLinks::connect));
        loops.forEach(LoopLinks::connect);
    }

    /** Returns the failure of a call that no master has answered. */
    public static ProblemException unavailable() {
        return RedisLink.unavailable();
    }

    /** Returns the failure of a call that Redis has not answered in time. */
    public static ProblemException late() {
        return RedisLink.late();
    }

    public void close() {
        loops.forEach(LoopLinks::close);
    }

    /** Sends a request to the server of the key. Follows one MOVED redirection. */
    public Future<Response> send(String key, Request request) {
        Call call = new Call(key, request, null, null);
        return timed(request.command().toString(), call::send);
    }

    /**
     * Sends a request to the server of the key, in a single attempt. If Redis refuses it, the result fails with the
     * error of Redis.
     */
    public Future<Response> sendOnce(String key, Request request) {
        return timed(request.command().toString(), () -> currentLoop().send(key, request, timeout, null));
    }

    /**
     * Runs a script by its digest. If the server is new or has restarted and does not know the digest, sends the
     * source.
     *
     * @param keys at least one, all of one partition
     */
    public Future<Response> run(RedisScript script, List<String> keys, List<Object> args) {
        return run(script, keys, args, null);
    }

    /** @param used receives the connection; null if the caller need not know it */
    public Future<Response> run(
            RedisScript script, List<String> keys, List<Object> args, @Nullable UsedConnection used) {
        Request byDigest = request(Command.EVALSHA, script.sha(), keys, args);
        Call call = new Call(keys.get(0), byDigest, () -> request(Command.EVAL, script.source(), keys, args), used);
        return timed(script.name(), call::send);
    }

    private Future<Response> timed(String operation, Supplier<Future<Response>> call) {
        long from = time.nanoTime();
        times.started();
        return call.get()
                .onComplete(answer -> times.completed(
                        operation, time.nanoTime() - from, !(answer.cause() instanceof ProblemException)));
    }

    /**
     * One call in up to three attempts: its slot may have moved to a server that does not know the script yet. All
     * attempts share one timeout, because one client waits for all of them.
     */
    private final class Call {

        private final long begun = time.nanoTime();
        private final String key;
        private final @Nullable UsedConnection used;
        private @Nullable Supplier<Request> bySource;
        private Request request;
        private boolean redirected;

        Call(String key, Request request, @Nullable Supplier<Request> bySource, @Nullable UsedConnection used) {
            this.used = used;
            this.key = key;
            this.request = request;
            this.bySource = bySource;
        }

        public Future<Response> send() {
            Duration left = timeout.minusNanos(time.nanoTime() - begun);
            return left.isNegative()
                    ? Future.failedFuture(RedisLink.late())
                    : currentLoop().send(key, request, left, used).recover(this::again);
        }

        private Future<Response> again(Throwable failure) {
            RedisError redisError = RedisError.of(failure);
            if (redisError == RedisError.NO_SCRIPT && bySource != null) {
                request = bySource.get();
                bySource = null;
                return send();
            }
            if (redisError == RedisError.MOVED && !redirected) {
                // ASK is not followed: while a slot migrates, the keys of a script may be on two servers, and then the
                // script runs on neither.
                redirected = true;
                serverLocator.reportError(failure.getMessage());
                return send();
            }
            return Future.failedFuture(toProblem(failure, redisError));
        }
    }

    private static Throwable toProblem(Throwable failure, RedisError redisError) {
        if (failure instanceof ProblemException) {
            return failure;
        }
        return switch (redisError) {
            case OUT_OF_MEMORY -> RedisLink.outOfMemory();
            case MOVED, WRONG_SERVER, TEMPORARY -> RedisLink.unavailable();
            case NO_SCRIPT, PERMANENT -> failure;
        };
    }

    private static Request request(Command command, String script, List<String> keys, List<Object> args) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        for (String key : keys) {
            request.arg(key);
        }
        for (Object arg : args) {
            if (arg instanceof byte[] bytes) {
                request.arg(bytes);
            } else {
                request.arg(arg.toString());
            }
        }
        return request;
    }

    private LoopLinks currentLoop() {
        for (LoopLinks loop : loops) {
            if (loop.isCurrent()) {
                return loop;
            }
        }
        return loops.get((int) time.random(loops.size()));
    }
}
