package io.herald.redis;

import io.herald.log.FallbackValueStore;
import io.herald.log.LogConfig;
import io.herald.redis.connection.RedisLinks;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Stores the copies in Redis, where every instance can read them. */
@ApplicationScoped
class RedisFallbackValueStore implements FallbackValueStore {

    private final RedisLinks links;
    private final LogConfig config;

    RedisFallbackValueStore(RedisLinks links, LogConfig config) {
        this.links = links;
        this.config = config;
    }

    @Override
    public Uni<Void> put(String key, String value, Duration life) {
        String name = name(key);
        Request request =
                Request.cmd(Command.SET).arg(name).arg(value).arg("PX").arg(life.toMillis());
        return UniHelper.toUni(links.send(name, request).mapEmpty());
    }

    @Override
    public Uni<Void> remove(String key) {
        String name = name(key);
        return UniHelper.toUni(
                links.send(name, Request.cmd(Command.DEL).arg(name)).mapEmpty());
    }

    @Override
    public Uni<@Nullable String> get(String key) {
        String name = name(key);
        Request request = Request.cmd(Command.GET).arg(name);
        return UniHelper.toUni(links.send(name, request).map(reply -> reply == null ? null : reply.toString()));
    }

    private String name(String key) {
        return config.keyPrefix() + ":copy:" + key;
    }
}
