package io.herald.log;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.function.Supplier;

/** Asks Redis for a sign of life on a new connection, which tells a dead server from dead connections. */
final class Probe {

    private Probe() {}

    static Future<Boolean> ping(ContextInternal context, Supplier<Redis> clients, Duration timeout) {
        Promise<Boolean> answer = context.promise();
        context.execute(() -> {
            Redis client = clients.get();
            long timer = context.owner().setTimer(timeout.toMillis(), late -> answer.tryComplete(false));
            client.send(Request.cmd(Command.PING)).onComplete(reply -> answer.tryComplete(reply.succeeded()));
            answer.future().onComplete(done -> {
                context.owner().cancelTimer(timer);
                client.close();
            });
        });
        return answer.future();
    }
}
