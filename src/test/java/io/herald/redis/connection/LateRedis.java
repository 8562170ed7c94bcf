package io.herald.redis.connection;

import io.herald.vertx.EventLoopContext;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** A Redis that holds back its replies to one command, and a client whose event loop a test can pause meanwhile. */
public final class LateRedis implements AutoCloseable {

    /** How long Redis may be silent. */
    public static final Duration TIMEOUT = Duration.ofMillis(800);

    /** Longer than the interval at which a connection checks the time since the last read. */
    private static final long CHECKS_MS = 300;

    private final Vertx vertx = Vertx.vertx();
    private final EventLoopContext loop = EventLoopContext.next(vertx);
    private final CountDownLatch received = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final FakeRedisServer redis;

    /** @param replies the replies to all commands; that to {@code lateCommand} is held back */
    public LateRedis(String lateCommand, Function<List<String>, byte[]> replies) {
        this.redis = new FakeRedisServer(command -> {
            if (command.get(0).equalsIgnoreCase(lateCommand)) {
                holdBack();
            }
            return replies.apply(command);
        });
    }

    private void holdBack() {
        received.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public EventLoopContext loop() {
        return loop;
    }

    public ServerResolver route() {
        return ServerResolver.toKey(redis.alone(vertx), "key");
    }

    public RedisLinks links() {
        return new RedisLinks(vertx, redis.alone(vertx), TIMEOUT, new NoLatencyListener());
    }

    public int connections() {
        return redis.connections();
    }

    public int times(String command) {
        return redis.times(command);
    }

    /** Waits until Redis has received the command. */
    public void awaitCommand() throws InterruptedException {
        received.await();
    }

    /**
     * Pauses the event loop of the client for longer than Redis may be silent, as a garbage collection does. Redis replies after
     * the first checks that follow the pause.
     */
    public void replyAfterPause() {
        loop.execute(() -> {
            LockSupport.parkNanos(2 * TIMEOUT.toNanos());
            loop.setTimer(CHECKS_MS, later -> reply());
        });
    }

    public void reply() {
        released.countDown();
    }

    @Override
    public void close() {
        reply();
        redis.close();
        vertx.close();
    }
}
