package io.herald.hub.subscriber;

import io.herald.hub.subscriber.SubscriberSet.Entry;
import io.herald.loop.FaultIsolation;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The subscribers of a shard by the second in which their tokens expire. */
public final class TokenExpiryQueue {

    private final TreeMap<Long, SubscriberSet<Subscriber>> bySecond = new TreeMap<>();

    Entry<Subscriber> add(Subscriber subscriber, Instant at) {
        return bySecond.computeIfAbsent(at.getEpochSecond(), second -> new SubscriberSet<>())
                .add(subscriber);
    }

    /**
     * Calls the action with each subscriber whose token has expired. If the action ends a subscriber, its entry is
     * removed. If the action fails, the entry remains, and the next call includes the subscriber again.
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
