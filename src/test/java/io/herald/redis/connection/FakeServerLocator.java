package io.herald.redis.connection;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Maps all keys to one {@link FakeRedisServer}, and to the next one after each MOVED error. */
final class FakeServerLocator implements ServerLocator {

    private final Vertx vertx;
    private final List<FakeRedisServer> servers;
    private volatile int current;

    FakeServerLocator(Vertx vertx, FakeRedisServer... servers) {
        this.vertx = vertx;
        this.servers = List.of(servers);
    }

    @Override
    public String serverOf(String key) {
        return Integer.toString(current);
    }

    @Override
    public Set<String> servers() {
        return IntStream.range(0, servers.size()).mapToObj(Integer::toString).collect(Collectors.toSet());
    }

    @Override
    public Redis createClient(String server, Runnable onRead) {
        return servers.get(Integer.parseInt(server)).client(vertx, onRead);
    }

    @Override
    public void reportError(String error) {
        if (error.startsWith("MOVED")) {
            current++;
        }
    }

    @Override
    public void onChange(Runnable listener) {}

    @Override
    public void close() {}
}
