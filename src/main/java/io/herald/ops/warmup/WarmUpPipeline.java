package io.herald.ops.warmup;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.hub.Hub;
import io.herald.hub.StreamConfig;
import io.herald.hub.filters.PreferenceFilter;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.SubscriptionSpec;
import io.herald.log.TemporaryLog;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** A temporary log, a hub that reads it, and clients in memory that follow a channel each and a room together. */
final class WarmUpPipeline implements AutoCloseable {

    static final int CLIENTS = 32;
    static final String ROOM = "warm-up";

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final long POLL_NANOS = 100_000;

    private final TemporaryLog log;
    private final Hub hub;
    private final LongAdder delivered = new LongAdder();
    private final Queue<Subscription> subscriptions = new ConcurrentLinkedQueue<>();

    WarmUpPipeline(TemporaryLog log, StreamConfig config, Clock clock) {
        this.log = log;
        this.hub = Hub.startUnobserved(log.events(), config, clock);
    }

    static List<Channel> channels() {
        return IntStream.rangeClosed(0, CLIENTS)
                .mapToObj(client -> client == CLIENTS ? Channel.room(ROOM) : Channel.user(user(client)))
                .toList();
    }

    static String user(int client) {
        return "warm-up-" + client;
    }

    /** Opens the clients, distributed over the event loops. */
    void open(Caller caller, List<EventLoop> loops) {
        List<Channel> channels = channels();
        await("the tail", () -> hub.isAvailable(channels));
        log.renew().await().atMost(TIMEOUT);
        for (int client = 0; client < CLIENTS; client++) {
            SubscriptionSpec spec = new SubscriptionSpec(
                    caller,
                    List.of(channels.get(client), channels.get(CLIENTS)),
                    List.of(ROOM),
                    new PreferenceFilter());
            EventLoop loop = loops.get(client % loops.size());
            CountingOutlet outlet = new CountingOutlet(loop, delivered);
            loop.execute(() -> subscriptions.add(hub.subscribe(outlet, spec, new StartPosition.Now())));
        }
        await("the clients", () -> subscriptions.size() == CLIENTS);
    }

    /** Returns the number of deliveries to all clients. */
    long delivered() {
        return delivered.sum();
    }

    void awaitDelivered(long total) {
        await("the deliveries", () -> delivered() >= total);
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException(what + " did not arrive within " + TIMEOUT);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    void renew() {
        log.renew().await().atMost(TIMEOUT);
    }

    @Override
    public void close() {
        subscriptions.forEach(subscription -> subscription.execute(subscription::close));
        hub.stop();
        log.delete().await().atMost(TIMEOUT);
    }
}
