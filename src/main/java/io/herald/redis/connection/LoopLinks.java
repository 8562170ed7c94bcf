package io.herald.redis.connection;

import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Holds the links of one event loop, one to each server. */
final class LoopLinks {

    private final ServerLocator serverLocator;
    private final EventLoopContext context;
    private final Duration timeout;
    private final Map<String, RedisLink> links = new ConcurrentHashMap<>();
    private final List<Consumer<Object>> lostListeners = new CopyOnWriteArrayList<>();

    LoopLinks(ServerLocator serverLocator, EventLoopContext context, Duration timeout) {
        this.serverLocator = serverLocator;
        this.context = context;
        this.timeout = timeout;
    }

    /** Adds a listener that receives each connection that is lost. */
    void onLost(Consumer<Object> listener) {
        lostListeners.add(listener);
    }

    boolean isCurrent() {
        return context.loop().inEventLoop();
    }

    /**
     * Opens links to all servers that serve keys, and closes the others. Must be called before the first request, which
     * fails without a link.
     */
    synchronized void connect() {
        Set<String> wanted = serverLocator.servers();
        wanted.forEach(server -> links.computeIfAbsent(server, this::link));
        links.entrySet().removeIf(link -> {
            boolean unwanted = !wanted.contains(link.getKey());
            if (unwanted) {
                link.getValue().close();
            }
            return unwanted;
        });
    }

    private RedisLink link(String server) {
        RedisLink link = new RedisLink(ServerResolver.to(serverLocator, server), context, timeout, this::lost);
        link.start();
        return link;
    }

    private void lost(Object connection) {
        lostListeners.forEach(listener -> listener.accept(connection));
    }

    Future<Response> send(String key, Request request, Duration limit, @Nullable UsedConnection used) {
        String server = serverLocator.serverOf(key);
        RedisLink link = server == null ? null : links.get(server);
        return link == null ? Future.failedFuture(RedisLink.unavailable()) : link.send(request, limit, used);
    }

    synchronized void close() {
        links.values().forEach(RedisLink::close);
    }
}
