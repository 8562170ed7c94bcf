package io.herald.hub;

import io.herald.hub.Audience.Seat;
import io.herald.hub.Progress.Outside;
import java.util.concurrent.TimeUnit;

/** A shard's heartbeats, spread over the interval by when each subscriber came. */
final class Pulse {

    private static final int MOST_BUCKETS = 20;

    private final Shard shard;
    private final Audience[] buckets;
    private int current;

    Pulse(Shard shard, StreamConfig config) {
        this.shard = shard;
        long interval = Math.max(1, config.heartbeat().toMillis());
        this.buckets = new Audience[(int) Math.max(1, Math.min(MOST_BUCKETS, interval / 100))];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new Audience();
        }
        long tick = Math.max(1, interval / buckets.length);
        shard.loop.scheduleAtFixedRate(this::beat, tick, tick, TimeUnit.MILLISECONDS);
    }

    /** In the bucket that has just had its turn: a whole interval from now. */
    Seat seat(Subscriber subscriber) {
        return buckets[current].add(subscriber);
    }

    private void beat() {
        current = (current + 1) % buckets.length;
        for (Subscriber subscriber : buckets[current].copy()) {
            if (!(subscriber.progress() instanceof Outside) && !subscriber.outlet.isFull()) {
                subscriber.outlet.heartbeat(subscriber.cursor());
            }
        }
    }
}
