package io.herald.simulation.server;

import io.herald.redis.connection.ServerLocator;
import io.herald.simulation.loop.Host;
import io.herald.simulation.loop.SimulatedLoop;
import io.netty.util.internal.ThreadExecutorMap;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Connects one host to the simulated server. */
public record SimulatedServers(SimulatedRedis redis, Host host) implements ServerLocator {

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
        return new Client((SimulatedLoop) ThreadExecutorMap.currentExecutor(), onRead);
    }

    @Override
    public void reportError(String error) {}

    @Override
    public void onChange(Runnable listener) {}

    @Override
    public void close() {}

    private final class Client implements Redis {

        private final SimulatedLoop loop;
        private final Runnable onRead;
        private @Nullable SimulatedConnection connection;
        private boolean closed;

        Client(SimulatedLoop loop, Runnable onRead) {
            this.loop = loop;
            this.onRead = onRead;
        }

        @Override
        public Future<RedisConnection> connect() {
            Promise<RedisConnection> promise = Promise.promise();
            redis.scheduler()
                    .at(redis.arrival(host.number(), redis.node(), 0), () -> loop.execute(() -> connected(promise)));
            return promise.future();
        }

        private void connected(Promise<RedisConnection> promise) {
            if (closed) {
                return;
            }
            if (redis.refuses(host.number())) {
                promise.fail("connection refused");
            } else {
                connection = new SimulatedConnection(redis, loop, host.number(), onRead);
                redis.add(connection);
                promise.complete(connection);
            }
        }

        @Override
        public void close() {
            closed = true;
            if (connection != null) {
                connection.close();
            }
        }

        @Override
        public Future<Response> send(Request request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<List<Response>> batch(List<Request> commands) {
            throw new UnsupportedOperationException();
        }
    }
}
