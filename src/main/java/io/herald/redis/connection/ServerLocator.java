package io.herald.redis.connection;

import io.vertx.redis.client.Redis;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Locates the Redis server that serves a key: the only server, or a master of a cluster. May be called on any thread.
 */
public interface ServerLocator {

    /** Returns the name of the server that serves the key, or null if none is known. */
    @Nullable
    String serverOf(String key);

    /** Returns all servers that serve any key. */
    Set<String> servers();

    /**
     * Creates a client for the caller alone, whose connections live on the calling event loop.
     *
     * @param onRead called on that event loop on each read from a socket
     */
    Redis createClient(String server, Runnable onRead);

    /**
     * Reports an error that may mean that keys have moved to another server.
     *
     * @param error the error of Redis or of the connection; if it names the new server of a slot, that is known on
     *     return
     */
    void reportError(String error);

    /**
     * Adds a listener that runs whenever keys have moved to another server, so also after every change of
     * {@link #servers()}.
     */
    void onChange(Runnable listener);

    void close();
}
