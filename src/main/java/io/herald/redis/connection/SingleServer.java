package io.herald.redis.connection;

import io.vertx.redis.client.Redis;
import java.util.Set;

/**
 * All keys are in one place. With Sentinel that place moves, too, but every new client asks anew where it is, so that
 * connecting again is all there is to do.
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
