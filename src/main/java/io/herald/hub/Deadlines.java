package io.herald.hub;

import io.herald.hub.Audience.Seat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** When the tokens of a shard's subscribers expire, to the second. */
final class Deadlines {

    private final TreeMap<Long, Audience> bySecond = new TreeMap<>();

    Seat seat(Subscriber subscriber, Instant at) {
        return bySecond.computeIfAbsent(at.getEpochSecond(), second -> new Audience())
                .add(subscriber);
    }

    /** Those whose second has come. They are not told again. */
    List<Subscriber> due(Instant now) {
        List<Subscriber> due = new ArrayList<>();
        while (!bySecond.isEmpty() && bySecond.firstKey() <= now.getEpochSecond()) {
            due.addAll(bySecond.pollFirstEntry().getValue().copy());
        }
        return due;
    }
}
