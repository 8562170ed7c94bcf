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
    public String serverOf(String key) {
        return NAME;
    }

    @Override
    public Set<String> servers() {
        return Set.of(NAME);
    }

    @Override
    public Redis createClient(String server, Runnable onRead) {
        return clients.create(onRead);
    }

    @Override
    public void reportError(String error) {}

    @Override
    public void onChange(Runnable listener) {}

    @Override
    public void close() {}
}
