package io.herald.redis.connection;

import io.vertx.redis.client.Redis;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the server of a connection each time it is opened.
 *
 * @param destination supplies the name of the server, or null while it is unknown
 */
public record ServerResolver(ServerLocator serverLocator, Supplier<@Nullable String> destination) {

    static ServerResolver to(ServerLocator serverLocator, String server) {
        return new ServerResolver(serverLocator, () -> server);
    }

    /** Leads to the server that serves the key at the time. */
    public static ServerResolver toKey(ServerLocator serverLocator, String key) {
        return new ServerResolver(serverLocator, () -> serverLocator.serverOf(key));
    }

    /** @param onRead called on the client's event loop on each read from a socket */
    @Nullable
    Redis client(Runnable onRead) {
        String server = destination.get();
        return server == null ? null : serverLocator.createClient(server, onRead);
    }

    void failed(String reason) {
        serverLocator.reportError(reason);
    }
}
