package io.herald.redis.connection;

import io.vertx.redis.client.Redis;
import java.util.Set;

/**
 * Locates all keys on one server. With Sentinel the server may change too, but each new client asks Sentinel for its
 * address, so reconnecting is enough.
 */
public record SingleServer(RedisClientFactory clients) implements ServerLocator {

    private static final String NAME = "redis";

    @Override
    public String of(String key) {
        return NAME;
    }

    @Override
    public Set<String> all() {
        return Set.of(NAME);
    }

    @Override
    public Redis client(String server, Runnable onRead) {
        return clients.create(onRead);
    }

    @Override
    public void doubt(String error) {}

    @Override
    public void onChange(Runnable listener) {}

    @Override
    public void close() {}
}
