package io.herald.redis.history;

import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.EventLog.Span;
import io.herald.log.HistoryPage;
import io.herald.log.HistoryPage.Gap;
import io.herald.redis.history.HistoryReadReply.Stretch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Merges the histories of a span into one page, and computes what is missing from it. */
final class HistoryPageMerger {

    private HistoryPageMerger() {}

    static HistoryPage of(Span span, HistoryReadReply historyReadReply) {
        EventId birth = historyReadReply.bounds().birth();
        List<Event> events = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        EventId upTo = span.upTo();
        for (int i = 0; i < span.channels().size(); i++) {
            if (historyReadReply.stretches().get(i) instanceof Stretch.Held held) {
                events.addAll(held.events());
                if (held.events().size() == span.limit()) {
                    EventId lastRead =
                            held.events().get(held.events().size() - 1).id();
                    upTo = lastRead.isBefore(upTo) ? lastRead : upTo;
                }
            }
        }
        List<Event> page = upTo(events, upTo);
        for (int i = 0; i < span.channels().size(); i++) {
            Stretch stretch = historyReadReply.stretches().get(i);
            EventId complete = completeFrom(stretch, birth, historyReadReply.floor());
            if (span.after().isBefore(complete)) {
                EventId resume =
                        stretch instanceof Stretch.Missing ? beyond(complete, historyReadReply, page, upTo) : complete;
                gaps.add(new Gap(span.channels().get(i), resume, span.after().isBefore(birth)));
            }
        }
        return new HistoryPage(historyReadReply.bounds(), page, upTo, gaps);
    }

    /**
     * Where to go on in a channel without a history. The floor rises with the clock, so who came back to it a moment later
     * would be told again; and in a quiet log it lies beyond the end. Nothing is there, so any position will do up to the
     * next event of the other channels.
     */
    private static EventId beyond(EventId floor, HistoryReadReply historyReadReply, List<Event> page, EventId upTo) {
        EventId last = historyReadReply.bounds().last();
        EventId next =
                page.isEmpty() ? upTo : new EventId(Math.max(0, page.get(0).id().ms() - 1), 0);
        EventId resume = floor.max(next);
        return resume.isAfter(last) ? last : resume;
    }

    /** A reader at this position or beyond has missed nothing of the channel. */
    private static EventId completeFrom(Stretch stretch, EventId birth, EventId floor) {
        return stretch instanceof Stretch.Held held ? held.origin().max(birth) : floor;
    }

    /** Nothing beyond the point that all channels were read to: what another channel has in between is not known yet. */
    private static List<Event> upTo(List<Event> events, EventId upTo) {
        return events.stream()
                .filter(event -> !event.id().isAfter(upTo))
                .sorted(Comparator.comparing(Event::id))
                .toList();
    }
}
