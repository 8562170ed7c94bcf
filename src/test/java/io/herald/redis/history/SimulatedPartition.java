package io.herald.redis.history;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.Append;
import io.herald.log.EventLog.Bounds;
import io.herald.log.EventLog.Span;
import io.herald.redis.layout.EntryCodec.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One partition of a {@link SimulatedLog}: its tail and its histories. Behaves as the scripts do on a Redis. */
final class SimulatedPartition {

    private final SimulatedLog log;
    private EventId last;
    private EventId birth;
    private final List<Entry> tail = new ArrayList<>();
    private final Map<Channel, History> histories = new HashMap<>();

    SimulatedPartition(SimulatedLog log) {
        this.log = log;
    }

    private static final class History {
        private EventId origin = EventId.ZERO;
        private final List<Event> events = new ArrayList<>();
    }

    Bounds bounds() {
        return new Bounds(birth, last);
    }

    void open(EventId highWaterMark) {
        if (last == null) {
            EventId now = new EventId(log.millis(), 0);
            last = now.max(new EventId(highWaterMark.ms(), highWaterMark.seq() + 1));
            birth = last;
        } else if (highWaterMark.isAfter(last)) {
            last = highWaterMark;
            birth = highWaterMark;
        } else if (highWaterMark.isBefore(last) && highWaterMark.isAfter(birth) && lacks(highWaterMark)) {
            last = new EventId(last.ms(), last.seq() + 1);
            birth = last;
        }
    }

    private boolean lacks(EventId id) {
        return !tail.isEmpty()
                && id.isAfter(tail.get(0).previous())
                && tail.stream().noneMatch(entry -> entry.event().id().equals(id));
    }

    /** Appends an event to the tail, and to the histories of its channels unless it is ephemeral. */
    Event append(int partition, Append append) {
        long now = log.millis();
        EventId current = new EventId(now, 0);
        EventId id = current.isAfter(last) ? current : new EventId(last.ms(), last.seq() + 1);
        Event event =
                new Event(partition, id, append.channels(), append.event(), append.body(), append.eventAttributes());
        tail.add(new Entry(last, event, false));
        trim(tail, log.settings.tailLength());
        if (!event.isEphemeral()) {
            append.channels().forEach(channel -> store(channel, event, now));
        }
        last = id;
        return event;
    }

    private void store(Channel channel, Event event, long now) {
        History history = history(channel);
        if (history.events.isEmpty()) {
            history.origin = floor();
        }
        history.events.add(new Event(
                event.partition(), event.id(), List.of(channel), event.name(), event.body(), event.eventAttributes()));
        int before = history.events.size();
        trim(history.events, log.settings.historyLength());
        while (history.events.get(0).id().ms() < now - log.settings.retention()) {
            history.events.remove(0);
        }
        if (history.events.size() < before) {
            history.origin = justBefore(history.events.get(0).id());
        }
    }

    private void trim(List<?> stream, int length) {
        while (stream.size() > length) {
            stream.remove(0);
        }
    }

    private static EventId justBefore(EventId id) {
        return id.seq() > 0
                ? new EventId(id.ms(), id.seq() - 1)
                : new EventId(Math.max(0, id.ms() - 1), 4_294_967_295L);
    }

    List<Entry> tailAfter(EventId after, int limit) {
        return tail.stream()
                .filter(entry -> entry.event().id().isAfter(after))
                .limit(limit)
                .toList();
    }

    EventId floor() {
        return birth.max(new EventId(Math.max(0, log.millis() - log.settings.retention()), 0));
    }

    private History history(Channel channel) {
        History history = histories.computeIfAbsent(channel, c -> new History());
        List<Event> events = history.events;
        boolean expired =
                !events.isEmpty() && events.get(events.size() - 1).id().ms() + log.settings.retention() < log.millis();
        if (expired) {
            events.clear();
        }
        return history;
    }

    HistoryReadReply.Segment segment(Channel channel, Span span) {
        History history = history(channel);
        if (history.events.isEmpty()) {
            return new HistoryReadReply.Segment.Missing();
        }
        List<Event> within = history.events.stream()
                .filter(event -> event.id().isAfter(span.after()))
                .filter(event -> !event.id().isAfter(span.upTo()))
                .limit(span.limit())
                .toList();
        return new HistoryReadReply.Segment.Stored(history.origin, within);
    }
}
