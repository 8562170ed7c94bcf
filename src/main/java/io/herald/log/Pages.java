package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.Entries.Entry;
import io.herald.log.EventLog.Bounds;
import io.herald.log.EventLog.Span;
import io.herald.log.Page.Gap;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Merges the histories of a span into one page, and computes what is missing from it. */
final class Pages {

    private static final int FIRST_CHANNEL = 3;

    private Pages() {}

    static Page of(Span span, Response reply) {
        if (reply.size() == 0) {
            return noLog(span);
        }
        Bounds bounds = new Bounds(id(reply, 0), id(reply, 1));
        EventId floor = id(reply, 2);
        List<Event> events = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        EventId upTo = span.upTo();
        for (int i = 0; i < span.channels().size(); i++) {
            Channel channel = span.channels().get(i);
            Response history = reply.get(FIRST_CHANNEL + i);
            List<Entry> entries = history.type() == ResponseType.MULTI
                    ? Entries.ofHistory(span.partition(), channel, history)
                    : List.of();
            entries.forEach(entry -> events.add(entry.event()));
            if (entries.size() == span.limit()) {
                EventId lastRead = entries.get(entries.size() - 1).event().id();
                upTo = lastRead.isBefore(upTo) ? lastRead : upTo;
            }
            EventId complete = completeFrom(history, bounds.birth(), floor, entries);
            if (span.after().isBefore(complete)) {
                gaps.add(new Gap(channel, complete, span.after().isBefore(bounds.birth())));
            }
        }
        return new Page(bounds, upTo(events, upTo), upTo, gaps);
    }

    /** A reader at this position or beyond has missed nothing of the channel; see the script for what a reply means. */
    private static EventId completeFrom(Response history, EventId birth, EventId floor, List<Entry> entries) {
        if (!entries.isEmpty()) {
            return entries.get(0).previous().max(birth);
        }
        return switch (history.type()) {
            case NUMBER -> floor;
            case MULTI -> birth;
            default -> EventId.parse(history.toString()).max(birth);
        };
    }

    /** Nothing beyond the point that all channels were read to: what another channel has in between is not known yet. */
    private static List<Event> upTo(List<Event> events, EventId upTo) {
        return events.stream()
                .filter(event -> !event.id().isAfter(upTo))
                .sorted(Comparator.comparing(Event::id))
                .toList();
    }

    /** The log was lost a moment ago, and the tail's reader is about to notice. */
    private static Page noLog(Span span) {
        List<Gap> gaps = span.channels().stream()
                .map(channel -> new Gap(channel, span.upTo(), true))
                .toList();
        return new Page(new Bounds(span.upTo(), span.upTo()), List.of(), span.upTo(), gaps);
    }

    private static EventId id(Response reply, int index) {
        return EventId.parse(reply.get(index).toString());
    }
}
