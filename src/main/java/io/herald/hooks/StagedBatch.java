package io.herald.hooks;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Staged events of several sources in one order: that of each source is kept, and the times of the events decide between sources. If a
 * source may have more events than were read, those of other sources that are later than what was read wait for the next batch.
 */
final class StagedBatch {

    /** @param at the latest time of the event and of those before it in its source, so that no clock changes their order */
    private record Placed(Staged staged, OffsetDateTime at) {}

    private final List<Staged> events;
    private final boolean isLimited;

    /**
     * @param sources the oldest events of each source, in its order
     * @param most how many were read of a source at most
     */
    StagedBatch(List<List<Staged>> sources, int most) {
        List<Placed> placed = new ArrayList<>();
        OffsetDateTime limit = OffsetDateTime.MAX;
        for (List<Staged> source : sources) {
            OffsetDateTime latest = OffsetDateTime.MIN;
            for (Staged staged : source) {
                latest = staged.at().isAfter(latest) ? staged.at() : latest;
                placed.add(new Placed(staged, latest));
            }
            limit = source.size() >= most && latest.isBefore(limit) ? latest : limit;
        }
        OffsetDateTime last = limit;
        this.isLimited = !last.equals(OffsetDateTime.MAX);
        this.events = placed.stream()
                .filter(one -> !one.at().isAfter(last))
                .sorted(Comparator.comparing(Placed::at))
                .map(Placed::staged)
                .toList();
    }

    List<Staged> events() {
        return events;
    }

    /** Returns whether there may be more events than these. */
    boolean isLimited() {
        return isLimited;
    }
}
