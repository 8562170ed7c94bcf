package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.EventLog.Bounds;
import java.util.List;
import java.util.function.Predicate;

/**
 * A stretch of several channels' histories, merged.
 *
 * @param events in the order of their ids, each with the one channel that it was read from
 * @param upTo everything up to here that the channels still hold is in the page; the place to read on from
 * @param gaps the channels of which something between the position asked for and the first event held is missing
 */
public record HistoryPage(Bounds bounds, List<Event> events, EventId upTo, List<Gap> gaps) {

    /** Whether nothing that the channels still hold after the position asked for lies up to this one. */
    public boolean holdsNothingUpTo(EventId position) {
        return events.isEmpty() ? !position.isAfter(upTo) : events.get(0).id().isAfter(position);
    }

    /** Nothing is missing where something is left out on purpose. */
    public HistoryPage without(Predicate<Event> hidden) {
        return new HistoryPage(bounds, events.stream().filter(hidden.negate()).toList(), upTo, gaps);
    }

    /**
     * @param resume the position from which the channel is complete again
     * @param lost whether the log itself had lost it, rather than let it expire
     */
    public record Gap(Channel channel, EventId resume, boolean lost) {}
}
