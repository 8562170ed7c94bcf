package io.herald.log;

import io.herald.problem.ProblemException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Links for each event loop, up to a bound: a request that is handled on a loop stays on it all the way. A cluster is
 * linked server by server and not partition by partition, which would be many connections for the same pipelining.
 */
final class RedisLinks {

    private static final int MOST = 8;

    private final Servers servers;
    private final CallTimes times;
    private final List<LoopLinks> loops = new ArrayList<>();

    RedisLinks(Vertx vertx, Servers servers, Duration timeout, CallTimes times) {
        this.servers = servers;
        this.times = times;
        VertxInternal internal = (VertxInternal) vertx;
        for (EventExecutor loop : internal.getEventLoopGroup()) {
            if (loops.size() < MOST) {
                loops.add(new LoopLinks(servers, contextOn(internal, (EventLoop) loop), timeout));
            }
        }
    }

    /** On whichever loop is next: for a reader that calls nobody and is called by nobody. */
    static ContextInternal newContext(Vertx vertx) {
        VertxInternal internal = (VertxInternal) vertx;
        return contextOn(internal, (EventLoop) internal.getEventLoopGroup().next());
    }

    private static ContextInternal contextOn(VertxInternal vertx, EventLoop loop) {
        return vertx.createEventLoopContext(
                loop, vertx.getWorkerPool(), Thread.currentThread().getContextClassLoader());
    }

    void start() {
        servers.onChange(() -> loops.forEach(LoopLinks::connect));
        loops.forEach(LoopLinks::connect);
    }

    void close() {
        loops.forEach(LoopLinks::close);
    }

    /** Sends it to the server of the key. */
    Future<Response> send(String key, Request request) {
        return timed(
                request.command().toString(),
                () -> nearest().send(key, request).recover(failure -> again(key, request, failure)));
    }

    /** The same once and no more, and where it is refused, it fails with what Redis said. */
    Future<Response> attempt(String key, Request request) {
        return timed(request.command().toString(), () -> nearest().send(key, request));
    }

    /**
     * Runs a script by its digest; where Redis does not know it (new, or restarted), by its source, once.
     *
     * @param keys at least one, all of one partition
     */
    Future<Response> run(Script script, List<String> keys, List<Object> args) {
        return timed(script.name(), () -> runOnce(script, keys, args));
    }

    private Future<Response> timed(String operation, Supplier<Future<Response>> call) {
        long from = System.nanoTime();
        times.begun();
        return call.get()
                .onComplete(answer ->
                        times.done(operation, System.nanoTime() - from, !(answer.cause() instanceof ProblemException)));
    }

    private Future<Response> runOnce(Script script, List<String> keys, List<Object> args) {
        Request bySha = call(Command.EVALSHA, script.sha(), keys, args);
        return nearest()
                .send(keys.get(0), bySha)
                .recover(failure -> Refusal.of(failure) == Refusal.NO_SCRIPT
                        ? nearest().send(keys.get(0), call(Command.EVAL, script.source(), keys, args))
                        : again(keys.get(0), bySha, failure));
    }

    /**
     * What was sent to a server that does not have the slot any more was not done there, and is sent once more. Not to
     * where ASK leads in the middle of a move: a script whose keys are in two places cannot be run in either.
     */
    private Future<Response> again(String key, Request request, Throwable failure) {
        if (Refusal.of(failure) == Refusal.MOVED) {
            servers.doubt(failure.getMessage());
            return nearest().send(key, request).recover(RedisLinks::told);
        }
        return told(failure);
    }

    private static Future<Response> told(Throwable failure) {
        if (failure instanceof ProblemException) {
            return Future.failedFuture(failure);
        }
        return switch (Refusal.of(failure)) {
            case MOVED, MISPLACED, FOR_NOW -> Future.failedFuture(RedisLink.unavailable());
            case NO_SCRIPT, FOR_GOOD -> Future.failedFuture(failure);
        };
    }

    private static Request call(Command command, String script, List<String> keys, List<Object> args) {
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

    private LoopLinks nearest() {
        for (LoopLinks loop : loops) {
            if (loop.isCurrent()) {
                return loop;
            }
        }
        return loops.get(ThreadLocalRandom.current().nextInt(loops.size()));
    }
}
