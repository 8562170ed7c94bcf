package io.herald.hub;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.resume.Windows;
import io.herald.hub.telemetry.DeliveryTracer;
import io.herald.hub.telemetry.ShardCounters;
import io.herald.log.TailListener.Batch;
import io.herald.loop.EventLoops;
import io.herald.loop.FaultIsolation;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Holds one shard for each event loop with connections. The lock guarantees that a new shard begins exactly where the windows
 * end: each batch is either in the windows when the shard is created, or is delivered to it.
 */
final class Shards {

    private final HubContext hubContext;
    private final Windows windows;
    private final DeliveryTracer traces;
    private final Map<EventLoop, Shard> shards = new HashMap<>();

    Shards(HubContext hubContext) {
        this.hubContext = hubContext;
        this.windows = hubContext.windows();
        this.traces = hubContext.hubListeners().traces();
    }

    /** Returns the shard of a loop. Creates it on the first call. */
    synchronized Shard of(EventLoop loop) {
        return shards.computeIfAbsent(
                loop,
                l -> new Shard(EventLoops.of(l, hubContext.environment().nanos()), hubContext, windows.reached()));
    }

    /** Runs an action for each shard, on its loop, after the delivery of all batches that have arrived before. */
    synchronized void forEach(Consumer<Shard> action) {
        FaultIsolation.forEach(shards.values(), shard -> shard.execute(() -> action.accept(shard)));
    }

    /**
     * Adds a batch to the windows, and delivers it to all shards.
     *
     * @param done runs when all shards have delivered the batch
     */
    synchronized void deliver(Batch batch, List<EncodedEvent> deliveries, Runnable done) {
        windows.add(batch, deliveries);
        if (shards.isEmpty()) {
            done.run();
            return;
        }
        Runnable delivered = traces.delivering(batch, done);
        AtomicInteger outstanding = new AtomicInteger(shards.size());
        Runnable written = () -> {
            if (outstanding.decrementAndGet() == 0) {
                delivered.run();
            }
        };
        FaultIsolation.forEach(shards.values(), shard -> shard.deliver(batch, deliveries, written));
    }

    /** The log of the partition has lost events, and begins at the new birth mark. */
    synchronized void birthMarkChanged(int partition, EventId birth) {
        windows.restart(partition, birth);
        forEach(shard -> shard.birthMarkChanged(partition, birth));
    }

    /** Returns the sum of a counter over all shards. */
    synchronized long total(ToLongFunction<ShardCounters> counter) {
        return shards.values().stream()
                .mapToLong(shard -> counter.applyAsLong(shard.shardCounters()))
                .sum();
    }

    /** Returns the channels that subscribers follow, or will follow when a pending replay has ended. */
    Uni<Set<Channel>> followed() {
        List<Uni<Set<Channel>>> parts = copy().stream().map(Shard::followed).toList();
        return parts.isEmpty()
                ? Uni.createFrom().item(Set.of())
                : Uni.join().all(parts).andFailFast().map(sets -> {
                    Set<Channel> joined = new HashSet<>();
                    sets.forEach(joined::addAll);
                    return joined;
                });
    }

    private synchronized List<Shard> copy() {
        return List.copyOf(shards.values());
    }
}
