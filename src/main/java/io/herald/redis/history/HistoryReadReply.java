package io.herald.redis.history;

import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.EventLog.Bounds;
import io.herald.log.EventLog.Span;
import io.herald.log.RevisionOverlay;
import io.herald.redis.layout.EntryCodec;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;

/**
 * The decoded reply of the read script.
 *
 * @param floor below this position, a history that does not exist may have held events
 * @param segments the histories, one for each channel of the span
 */
record HistoryReadReply(Bounds bounds, EventId floor, List<Segment> segments) {

    private static final int FIRST_CHANNEL = 3;

    /** The part of one channel's history that lies in the span. */
    sealed interface Segment {

        /**
         * The events of an existing history.
         *
         * @param origin the position from which the history is complete
         */
        record Stored(EventId origin, List<Event> events) implements Segment {}

        /** The channel has no history. */
        record Missing() implements Segment {}
    }

    /** Returns whether the partition has a log whose last id is at or beyond the position. */
    static boolean reaches(Response reply, EventId upTo) {
        return reply.size() > 0 && !id(reply, 1).isBefore(upTo);
    }

    static HistoryReadReply of(Span span, Response reply, CursorFormat format) {
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < span.channels().size(); i++) {
            segments.add(segment(span, span.channels().get(i), reply.get(FIRST_CHANNEL + i), format));
        }
        return new HistoryReadReply(new Bounds(id(reply, 0), id(reply, 1)), id(reply, 2), segments);
    }

    private static Segment segment(Span span, Channel channel, Response history, CursorFormat format) {
        if (history.type() == ResponseType.NUMBER) {
            return new Segment.Missing();
        }
        RevisionOverlay overlay = RevisionOverlayDecoder.decode(span.partition(), format, history.get(2));
        List<Event> events = EntryCodec.decodeHistory(span.partition(), channel, history.get(1));
        return new Segment.Stored(id(history, 0), overlay.apply(events));
    }

    private static EventId id(Response reply, int index) {
        return EventId.parse(reply.get(index).toString());
    }
}
