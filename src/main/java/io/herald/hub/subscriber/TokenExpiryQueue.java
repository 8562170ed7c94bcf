package io.herald.hub.subscriber;

import io.herald.hub.subscriber.SubscriberSet.Seat;
import io.herald.loop.FaultIsolation;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** When the tokens of a shard's subscribers expire, to the second. */
public final class TokenExpiryQueue {

    private final TreeMap<Long, SubscriberSet<Subscriber>> bySecond = new TreeMap<>();

    Seat<Subscriber> seat(Subscriber subscriber, Instant at) {
        return bySecond.computeIfAbsent(at.getEpochSecond(), second -> new SubscriberSet<>())
                .add(subscriber);
    }

    /**
     * Applies the action to each subscriber whose second has come. One that it ends has left its seat by then. One that it
     * fails to end keeps the seat, and is due again at the next call.
     */
    public void forEachDue(Instant now, Consumer<Subscriber> action) {
        SortedMap<Long, SubscriberSet<Subscriber>> past = bySecond.headMap(now.getEpochSecond() + 1);
        List<Subscriber> due = past.values().stream()
                .flatMap(subscriberSet -> subscriberSet.copy().stream())
                .toList();
        try {
            FaultIsolation.forEach(due, action);
        } finally {
            past.values().removeIf(SubscriberSet::isEmpty);
        }
    }
}
