package io.herald.redis.connection;

import io.vertx.redis.client.Redis;
import java.util.List;

/**
 * Creates clients for the nodes of a cluster. Both methods may throw, because they read settings, hosts and
 * certificates anew.
 */
interface NodeClients {

    /** Returns the nodes that the settings name, as {@code host:port}. */
    List<String> configuredNodes();

    /**
     * Creates a client for one node only, whose connections live on the calling event loop.
     *
     * @param onRead called on that event loop on each read from a socket
     */
    Redis createClient(String server, Runnable onRead);
}
