package io.herald.redis;

import io.herald.redis.connection.NoLatencyListener;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.ServerLocator;
import io.herald.testing.Await;
import io.herald.testing.RedisServerProcess;
import io.herald.vertx.ReadNotifyingVertx;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One Redis, with links to it, for all tests of a process that need a real one and do not stop it. It is empty at the start of
 * each test. A static field of a class, marked with {@link RegisterExtension}.
 */
public final class RealRedis implements BeforeAllCallback, BeforeEachCallback {

    private @Nullable Connected connected;

    private record Connected(RedisServerProcess redis, Vertx vertx, ServerLocator servers, RedisLinks links)
            implements AutoCloseable {

        static Connected start() {
            // Mutiny sets up its context propagation on first use. That fails if two threads are first at the same
            // time.
            Uni.createFrom().deferred(() -> Uni.createFrom().voidItem()).await().indefinitely();
            RedisServerProcess redis = RedisServerProcess.started();
            Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
            ServerLocator servers = new OneServer(vertx, redis);
            RedisLinks links = new RedisLinks(vertx, servers, Duration.ofSeconds(5), new NoLatencyListener());
            links.start();
            Await.until("the links are open", () -> {
                var answer = links.send("any", Request.cmd(Command.PING));
                Await.until("the ping is answered", answer::isComplete);
                return answer.succeeded();
            });
            return new Connected(redis, vertx, servers, links);
        }

        @Override
        public void close() {
            links.close();
            vertx.close();
            redis.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        connected = context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(RealRedis.class))
                .computeIfAbsent(Connected.class, first -> Connected.start(), Connected.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        flush();
    }

    private Connected connected() {
        if (connected == null) {
            throw new IllegalStateException("no test of this class runs");
        }
        return connected;
    }

    public RedisLinks links() {
        return connected().links();
    }

    public Vertx vertx() {
        return connected().vertx();
    }

    public ServerLocator servers() {
        return connected().servers();
    }

    /** Runs a command on a connection of its own, as {@link RedisServerProcess#execute} does. */
    public Object execute(String... command) {
        return connected().redis().execute(command);
    }

    public void flush() {
        connected().redis().flush();
    }

    private record OneServer(Vertx vertx, RedisServerProcess redis) implements ServerLocator {

        @Override
        public String serverOf(String key) {
            return "redis";
        }

        @Override
        public Set<String> servers() {
            return Set.of("redis");
        }

        @Override
        public Redis createClient(String server, Runnable onRead) {
            return Redis.createClient(new ReadNotifyingVertx(vertx, onRead), redis.url());
        }

        @Override
        public void reportError(String error) {}

        @Override
        public void onChange(Runnable listener) {}

        @Override
        public void close() {}
    }
}
