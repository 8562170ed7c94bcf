package io.herald.redis.connection;

import io.vertx.redis.client.Redis;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection leads, looked up each time that it is opened.
 *
 * @param destination the server's name, null while it is not known
 */
public record ServerRoute(ServerLocator serverLocator, Supplier<@Nullable String> destination) {

    static ServerRoute to(ServerLocator serverLocator, String server) {
        return new ServerRoute(serverLocator, () -> server);
    }

    /** To wherever the key is served at the time. */
    public static ServerRoute toKey(ServerLocator serverLocator, String key) {
        return new ServerRoute(serverLocator, () -> serverLocator.of(key));
    }

    /** @param onRead called on the client's event loop each time that something arrives */
    @Nullable
    Redis client(Runnable onRead) {
        String server = destination.get();
        return server == null ? null : serverLocator.client(server, onRead);
    }

    void failed(String reason) {
        serverLocator.doubt(reason);
    }
}
