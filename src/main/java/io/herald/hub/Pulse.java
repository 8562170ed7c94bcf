package io.herald.hub;

import io.herald.hub.Audience.Seat;
import io.herald.hub.Progress.Outside;
import io.herald.loop.FaultIsolation;
import io.herald.loop.Pace;
import io.herald.loop.PeriodicTask;
import io.herald.loop.Work;
import java.time.Duration;

/** A shard's heartbeats, spread over the interval by when each subscriber came. */
final class Pulse {

    private static final int MOST_BUCKETS = 20;

    private final Audience[] buckets;
    private int current;

    Pulse(Shard shard, StreamConfig config) {
        long interval = Math.max(1, config.heartbeat().toMillis());
        this.buckets = new Audience[(int) Math.max(1, Math.min(MOST_BUCKETS, interval / 100))];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new Audience();
        }
        long tick = Math.max(1, interval / buckets.length);
        PeriodicTask.start("hub.heartbeats", shard.tasks(), Pace.every(Duration.ofMillis(tick)), Work.sync(this::beat));
    }

    /** In the bucket that has just had its turn: a whole interval from now. */
    Seat seat(Subscriber subscriber) {
        return buckets[current].add(subscriber);
    }

    private void beat() {
        current = (current + 1) % buckets.length;
        FaultIsolation.forEach(buckets[current].copy(), this::beat);
    }

    private void beat(Subscriber subscriber) {
        if (!(subscriber.progress() instanceof Outside) && !subscriber.outlet.isFull()) {
            subscriber.outlet.heartbeat(subscriber.cursor());
        }
    }
}
