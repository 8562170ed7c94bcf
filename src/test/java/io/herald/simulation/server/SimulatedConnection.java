package io.herald.simulation.server;

import io.herald.simulation.loop.SimulatedLoop;
import io.herald.simulation.server.ModelServer.Call;
import io.herald.simulation.server.SimulatedRedis.Node;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection of one loop to the simulated server. After a cut, the requests and replies in transit are lost. */
final class SimulatedConnection implements RedisConnection {

    private final SimulatedRedis redis;
    private final SimulatedLoop loop;
    private final int host;
    private final Node node;
    private final Runnable onRead;
    private final ArrayDeque<Promise<Response>> pending = new ArrayDeque<>();
    private boolean broken;
    private boolean closed;
    private long lastRequest;
    private long lastReply;
    private @Nullable Handler<Void> endHandler;

    SimulatedConnection(SimulatedRedis redis, SimulatedLoop loop, int host, Runnable onRead) {
        this.redis = redis;
        this.loop = loop;
        this.host = host;
        this.node = redis.node();
        this.onRead = onRead;
    }

    int host() {
        return host;
    }

    Node node() {
        return node;
    }

    @Override
    public Future<Response> send(Request request) {
        if (closed) {
            return Future.failedFuture("closed");
        }
        Promise<Response> promise = Promise.promise();
        pending.add(promise);
        if (!broken) {
            Call call = Call.of(request);
            lastRequest = redis.arrival(host, node, lastRequest);
            redis.scheduler().at(lastRequest, () -> {
                if (!broken) {
                    redis.receive(this, call, reply -> reply(promise, reply));
                }
            });
        }
        return promise.future();
    }

    private void reply(Promise<Response> promise, @Nullable Object value) {
        lastReply = Math.max(lastReply + 1, redis.arrival(host, node, lastReply) + loop.lateness());
        loop.executeAt(lastReply, () -> received(promise, value));
    }

    private void received(Promise<Response> promise, @Nullable Object value) {
        if (broken || closed) {
            return;
        }
        onRead.run();
        pending.remove(promise);
        if (value instanceof ModelError error) {
            promise.fail(ErrorType.create(error.getMessage()));
        } else {
            promise.complete(ModelResponse.of(value));
        }
    }

    /** Breaks the connection. The client notices it a moment later. */
    void cut() {
        if (!broken) {
            broken = true;
            redis.remove(this);
            redis.scheduler().after(redis.scheduler().random().nextLong(2_000_000), () -> loop.execute(this::ended));
        }
    }

    private void ended() {
        if (!closed) {
            closed = true;
            List<Promise<Response>> lost = List.copyOf(pending);
            pending.clear();
            lost.forEach(promise -> promise.tryFail("connection closed"));
            if (endHandler != null) {
                endHandler.handle(null);
            }
        }
    }

    @Override
    public Future<Void> close() {
        broken = true;
        closed = true;
        redis.remove(this);
        return Future.succeededFuture();
    }

    @Override
    public RedisConnection endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
        return this;
    }

    @Override
    public RedisConnection exceptionHandler(Handler<Throwable> handler) {
        return this;
    }

    @Override
    public RedisConnection handler(Handler<Response> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RedisConnection pause() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RedisConnection resume() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RedisConnection fetch(long amount) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Response>> batch(List<Request> commands) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean pendingQueueFull() {
        return false;
    }
}
