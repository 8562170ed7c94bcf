package io.herald.hub.resume;

import io.herald.event.Event;
import io.herald.hub.encoding.SharedBatch.Item;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Selects the stored events that a subscriber that is behind still needs. */
final class Conflation {

    private final Predicate<Event> isWithdrawn;
    private final Clock clock;

    Conflation(Predicate<Event> isWithdrawn, Clock clock) {
        this.isWithdrawn = isWithdrawn;
        this.clock = clock;
    }

    /** Removes expired and withdrawn events. Of the events with the same key in a channel, the newest remains. */
    List<Item> apply(List<Item> items) {
        long now = clock.millis();
        List<Item> kept = new ArrayList<>(items.size());
        Set<List<Object>> seen = new HashSet<>();
        for (int i = items.size() - 1; i >= 0; i--) {
            Event event = items.get(i).encodedEvent().event();
            String key = event.eventAttributes().conflate();
            boolean superseded = key != null && !seen.add(List.of(items.get(i).channel(), key));
            if (!superseded && !event.isExpired(now) && !isWithdrawn.test(event)) {
                kept.add(items.get(i));
            }
        }
        Collections.reverse(kept);
        return kept;
    }
}
