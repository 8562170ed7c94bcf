package io.herald.redis.connection;

import io.vertx.redis.client.Redis;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection leads, looked up each time that it is opened.
 *
 * @param destination the server's name, null while it is not known
 */
public record Route(Servers servers, Supplier<@Nullable String> destination) {

    static Route to(Servers servers, String server) {
        return new Route(servers, () -> server);
    }

    /** To wherever the key is served at the time. */
    public static Route toKey(Servers servers, String key) {
        return new Route(servers, () -> servers.of(key));
    }

    /** @param onRead called on the client's event loop each time that something arrives */
    @Nullable
    Redis client(Runnable onRead) {
        String server = destination.get();
        return server == null ? null : servers.client(server, onRead);
    }

    void failed(String reason) {
        servers.doubt(reason);
    }
}
