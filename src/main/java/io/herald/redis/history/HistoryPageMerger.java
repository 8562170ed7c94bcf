package io.herald.redis.history;

import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.EventLog.Span;
import io.herald.log.HistoryPage;
import io.herald.log.HistoryPage.Gap;
import io.herald.redis.history.HistoryReadReply.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Merges the histories of a span into one page, and computes its gaps. */
final class HistoryPageMerger {

    private HistoryPageMerger() {}

    static HistoryPage of(Span span, HistoryReadReply historyReadReply) {
        EventId birth = historyReadReply.bounds().birth();
        List<Event> events = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        EventId upTo = span.upTo();
        for (int i = 0; i < span.channels().size(); i++) {
            if (historyReadReply.segments().get(i) instanceof Segment.Stored stored) {
                events.addAll(stored.events());
                if (stored.events().size() == span.limit()) {
                    EventId lastRead =
                            stored.events().get(stored.events().size() - 1).id();
                    upTo = lastRead.isBefore(upTo) ? lastRead : upTo;
                }
            }
        }
        List<Event> page = upTo(events, upTo);
        for (int i = 0; i < span.channels().size(); i++) {
            Segment segment = historyReadReply.segments().get(i);
            EventId complete = originOf(segment, birth, historyReadReply.floor());
            if (span.after().isBefore(complete)) {
                EventId resume = segment instanceof Segment.Missing
                        ? resumePosition(complete, historyReadReply, page, upTo)
                        : complete;
                gaps.add(new Gap(span.channels().get(i), resume, span.after().isBefore(birth)));
            }
        }
        return new HistoryPage(historyReadReply.bounds(), page, upTo, gaps);
    }

    /**
     * Returns the position from which to resume a channel without a history. The floor itself does not do: it rises with the
     * clock, so a subscriber that resumes from it a moment later would get a second reset. In a quiet log it is also beyond the
     * last id. The channel holds no events, so any position before the next event of the other channels is correct.
     */
    private static EventId resumePosition(
            EventId floor, HistoryReadReply historyReadReply, List<Event> page, EventId upTo) {
        EventId last = historyReadReply.bounds().last();
        EventId next = page.isEmpty() ? upTo : page.get(0).id().predecessor();
        EventId resume = floor.max(next);
        return resume.isAfter(last) ? last : resume;
    }

    /** Returns the position from which the channel is complete: a reader at or beyond it has missed no event. */
    private static EventId originOf(Segment segment, EventId birth, EventId floor) {
        return segment instanceof Segment.Stored stored ? stored.origin().max(birth) : floor;
    }

    /**
     * Returns the events up to the position to which all channels were read, ordered by id. Beyond it, channels that reached
     * their limit may have events that were not read.
     */
    private static List<Event> upTo(List<Event> events, EventId upTo) {
        return events.stream()
                .filter(event -> !event.id().isAfter(upTo))
                .sorted(Comparator.comparing(Event::id))
                .toList();
    }
}
