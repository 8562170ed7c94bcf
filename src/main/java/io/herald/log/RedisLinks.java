package io.herald.log;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** A link for each event loop, up to a bound: a request that is handled on a loop stays on it all the way. */
final class RedisLinks {

    private static final int MOST = 8;

    private final List<RedisLink> links = new ArrayList<>();

    RedisLinks(Vertx vertx, Supplier<Redis> clients, Duration timeout) {
        VertxInternal internal = (VertxInternal) vertx;
        for (EventExecutor loop : internal.getEventLoopGroup()) {
            if (links.size() < MOST) {
                links.add(new RedisLink(clients, contextOn(internal, (EventLoop) loop), timeout));
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
        links.forEach(RedisLink::start);
    }

    void close() {
        links.forEach(RedisLink::close);
    }

    Future<Response> send(Request request) {
        return nearest().send(request);
    }

    /** Runs a script by its digest; where Redis does not know it (new, or restarted), by its source, once. */
    Future<Response> run(Script script, List<String> keys, List<Object> args) {
        RedisLink link = nearest();
        return link.send(call(Command.EVALSHA, script.sha(), keys, args))
                .recover(failure -> isUnknownScript(failure)
                        ? link.send(call(Command.EVAL, script.source(), keys, args))
                        : Future.failedFuture(failure));
    }

    private static boolean isUnknownScript(Throwable failure) {
        String message = failure.getMessage();
        return message != null && message.startsWith("NOSCRIPT");
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

    private RedisLink nearest() {
        for (RedisLink link : links) {
            if (link.isOnItsLoop()) {
                return link;
            }
        }
        return links.get(ThreadLocalRandom.current().nextInt(links.size()));
    }
}
