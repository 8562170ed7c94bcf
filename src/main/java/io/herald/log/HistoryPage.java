package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.EventLog.Bounds;
import java.util.List;
import java.util.function.Predicate;

/**
 * The merged events of several channels between two positions.
 *
 * @param events ordered by id; each has only the channel that it was read from
 * @param upTo the page is complete up to this position, which is where the next read starts
 * @param gaps the channels whose history no longer holds everything after the requested position
 */
public record HistoryPage(Bounds bounds, List<Event> events, EventId upTo, List<Gap> gaps) {

    /** Returns whether the channels hold no event between the requested position and this one. */
    public boolean holdsNothingUpTo(EventId position) {
        return events.isEmpty() ? !position.isAfter(upTo) : events.get(0).id().isAfter(position);
    }

    /** Returns the page without the events that match. It reports no gap for them: they are omitted on purpose. */
    public HistoryPage without(Predicate<Event> hidden) {
        return new HistoryPage(bounds, events.stream().filter(hidden.negate()).toList(), upTo, gaps);
    }

    /**
     * A channel that lacks events after the requested position.
     *
     * @param resume the position from which the channel is complete again
     * @param lost whether the log has lost the events, as opposed to trimming or expiring them
     */
    public record Gap(Channel channel, EventId resume, boolean lost) {}
}
