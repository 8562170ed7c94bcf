package io.herald.redis.connection;

import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;

/**
 * Checks on a new connection whether a key is served, which distinguishes a dead server from dead connections.
 * {@code PING} is not enough: a node whose cluster is down or whose slot is migrating answers it and serves nothing.
 */
public final class RedisProbe {

    private RedisProbe() {}

    public static Future<Boolean> isServing(
            EventLoopContext context, ServerResolver serverRoute, String key, Duration timeout) {
        Promise<Boolean> answer = context.promise();
        context.execute(() -> {
            Redis client = serverRoute.client(() -> {});
            if (client == null) {
                answer.complete(false);
                return;
            }
            long timer = context.owner().setTimer(timeout.toMillis(), late -> answer.tryComplete(false));
            client.send(Request.cmd(Command.EXISTS).arg(key))
                    .onComplete(reply -> answer.tryComplete(reply.succeeded()));
            answer.future().onComplete(done -> {
                context.owner().cancelTimer(timer);
                client.close();
            });
        });
        return answer.future();
    }
}
