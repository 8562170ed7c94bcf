package io.herald.redis;

import io.herald.log.ReadyInstances;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.layout.RedisKeys;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** One key for all instances: each ready instance sets it anew, so it exists as long as there is one. */
@ApplicationScoped
class RedisReadyInstances implements ReadyInstances {

    private static final Duration VALIDITY = Duration.ofSeconds(3);
    private static final String NAME = "ready";

    private final RedisLinks links;
    private final String key;

    RedisReadyInstances(RedisLinks links, RedisKeys keys) {
        this.links = links;
        this.key = keys.own(0, NAME);
    }

    @Override
    public Uni<Void> report() {
        Request request = Request.cmd(Command.SET).arg(key).arg(1).arg("PX").arg(VALIDITY.toMillis());
        return UniHelper.toUni(links.send(key, request)).replaceWithVoid();
    }

    @Override
    public Uni<Boolean> exist() {
        return UniHelper.toUni(links.send(key, Request.cmd(Command.EXISTS).arg(key)))
                .map(count -> count.toInteger() > 0);
    }
}
