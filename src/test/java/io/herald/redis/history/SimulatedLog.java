package io.herald.redis.history;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.Append;
import io.herald.log.EventLog.Bounds;
import io.herald.log.EventLog.Span;
import io.herald.log.HistoryPage;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.layout.Partitioning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** A Redis in memory, with the behavior of the scripts and the faults of a Redis. It records all appended events. */
public final class SimulatedLog {

    /** Lengths are exact and much smaller than in production, so that trimming happens often. */
    public record Settings(int partitions, int historyLength, int tailLength, long retention) {}

    /** An appended event, and whether it is acknowledged and whether it is lost. */
    public static final class AppendedEvent {
        public final Event event;
        public boolean acknowledged;
        public boolean lost;

        /** Whether a history has trimmed it. It is stored again if a replica that still holds it takes over. */
        public boolean wasTrimmed;

        private AppendedEvent(Event event) {
            this.event = event;
        }
    }

    public final Settings settings;
    private final LongSupplier clock;
    private Partition[] partitions;
    private Partition[] replica;
    private final List<AppendedEvent> appendedEvents = new ArrayList<>();
    private final Map<String, List<AppendedEvent>> byName = new HashMap<>();
    private long losses;

    public SimulatedLog(Settings settings, LongSupplier clock) {
        this.settings = settings;
        this.clock = clock;
        this.partitions = empty();
        this.replica = empty();
    }

    public List<AppendedEvent> appendedEvents() {
        return appendedEvents;
    }

    /** Returns the appends of an event, one for each of its partitions. */
    public List<AppendedEvent> named(String event) {
        return byName.getOrDefault(event, List.of());
    }

    /** Returns a counter that increases with every loss of an event, and with every detection of a loss. */
    public long losses() {
        return losses;
    }

    public boolean holds(Channel channel, Event event) {
        return partitions[event.partition()].history(channel).events.stream()
                .anyMatch(stored -> stored.id().equals(event.id()));
    }

    /** Whether the event is beyond the position from which its channel is complete. */
    public boolean isComplete(Channel channel, Event event) {
        return event.id().isAfter(partitions[event.partition()].complete(channel));
    }

    /** Replicates the current state. */
    public void replicate() {
        replica = copy(partitions);
    }

    /**
     * Replaces the state by that of the replica.
     *
     * @param known the highest id that any instance knows: no instance can report a loss beyond it
     */
    public void failOver(IntFunction<EventId> known) {
        for (int p = 0; p < partitions.length; p++) {
            int partition = p;
            appendedEvents.stream()
                    .filter(appended -> appended.event.partition() == partition)
                    .filter(appended -> appended.event.id().isAfter(known.apply(partition)))
                    .forEach(appended -> appended.acknowledged = false);
            Partition next = replica[p];
            lose(p, next.last == null ? EventId.ZERO : next.last);
        }
        partitions = copy(replica);
        losses++;
    }

    public void flush() {
        for (int p = 0; p < partitions.length; p++) {
            lose(p, EventId.ZERO);
        }
        partitions = empty();
        losses++;
    }

    private void lose(int partition, EventId after) {
        appendedEvents.stream()
                .filter(appended -> appended.event.partition() == partition
                        && appended.event.id().isAfter(after))
                .forEach(appended -> appended.lost = true);
    }

    private Partition[] empty() {
        return IntStream.range(0, settings.partitions)
                .mapToObj(p -> new Partition())
                .toArray(Partition[]::new);
    }

    private static Partition[] copy(Partition[] all) {
        return Arrays.stream(all).map(Partition::copy).toArray(Partition[]::new);
    }

    public int partitionOf(Channel channel) {
        return new Partitioning(settings.partitions).partitionOf(channel);
    }

    public AppendedEvent append(int partition, Append append, EventId highWaterMark) {
        Partition target = partitions[partition];
        target.open(highWaterMark);
        long now = clock.getAsLong();
        EventId current = new EventId(now, 0);
        EventId id = current.isAfter(target.last) ? current : new EventId(target.last.ms(), target.last.seq() + 1);
        Event event =
                new Event(partition, id, append.channels(), append.event(), append.body(), append.eventAttributes());
        target.tail.add(new Entry(target.last, event, false));
        trim(target.tail, settings.tailLength);
        if (!event.isEphemeral()) {
            append.channels().forEach(channel -> target.remember(channel, event, now));
        }
        target.last = id;
        AppendedEvent appended = new AppendedEvent(event);
        appendedEvents.add(appended);
        byName.computeIfAbsent(event.name(), name -> new ArrayList<>()).add(appended);
        return appended;
    }

    public Bounds open(int partition, EventId highWaterMark) {
        Partition target = partitions[partition];
        target.open(highWaterMark);
        return new Bounds(target.birth, target.last);
    }

    public HistoryPage read(Span span, EventId highWaterMark) {
        Partition target = partitions[span.partition()];
        target.open(highWaterMark);
        List<HistoryReadReply.Segment> segments = span.channels().stream()
                .map(channel -> target.segment(channel, span))
                .toList();
        return HistoryPageMerger.of(
                span, new HistoryReadReply(new Bounds(target.birth, target.last), target.floor(), segments));
    }

    public List<Entry> tailAfter(int partition, EventId after, int limit) {
        return partitions[partition].tail.stream()
                .filter(entry -> entry.event().id().isAfter(after))
                .limit(limit)
                .toList();
    }

    private void trimmed(Channel channel, int partition, EventId first) {
        appendedEvents.stream()
                .filter(appended -> appended.event.partition() == partition
                        && appended.event.channels().contains(channel)
                        && appended.event.id().isBefore(first))
                .forEach(appended -> appended.wasTrimmed = true);
    }

    private void trim(List<?> stream, int length) {
        while (stream.size() > length) {
            stream.remove(0);
            losses++;
        }
    }

    private static final class History {
        private EventId origin = EventId.ZERO;
        private final List<Event> events = new ArrayList<>();

        History copy() {
            History copy = new History();
            copy.origin = origin;
            copy.events.addAll(events);
            return copy;
        }
    }

    private final class Partition {
        private EventId last;
        private EventId birth;
        private final List<Entry> tail = new ArrayList<>();
        private final Map<Channel, History> histories = new HashMap<>();

        Partition copy() {
            Partition copy = new Partition();
            copy.last = last;
            copy.birth = birth;
            copy.tail.addAll(tail);
            histories.forEach((channel, history) -> copy.histories.put(channel, history.copy()));
            return copy;
        }

        public void open(EventId highWaterMark) {
            if (last == null) {
                EventId now = new EventId(clock.getAsLong(), 0);
                last = now.max(new EventId(highWaterMark.ms(), highWaterMark.seq() + 1));
                birth = last;
            } else if (highWaterMark.isAfter(last)) {
                last = highWaterMark;
                birth = highWaterMark;
                losses++;
            } else if (highWaterMark.isBefore(last) && highWaterMark.isAfter(birth) && lacks(highWaterMark)) {
                last = new EventId(last.ms(), last.seq() + 1);
                birth = last;
                losses++;
            }
        }

        private boolean lacks(EventId id) {
            return !tail.isEmpty()
                    && id.isAfter(tail.get(0).previous())
                    && tail.stream().noneMatch(entry -> entry.event().id().equals(id));
        }

        EventId complete(Channel channel) {
            History history = histories.get(channel);
            return history == null || history.events.isEmpty() ? floor() : history.origin.max(birth);
        }

        EventId floor() {
            return birth.max(new EventId(Math.max(0, clock.getAsLong() - settings.retention), 0));
        }

        void remember(Channel channel, Event event, long now) {
            History history = history(channel);
            if (history.events.isEmpty()) {
                history.origin = floor();
            }
            history.events.add(new Event(
                    event.partition(),
                    event.id(),
                    List.of(channel),
                    event.name(),
                    event.body(),
                    event.eventAttributes()));
            int before = history.events.size();
            trim(history.events, settings.historyLength);
            while (history.events.get(0).id().ms() < now - settings.retention) {
                history.events.remove(0);
                losses++;
            }
            trimmed(channel, event.partition(), history.events.get(0).id());
            if (history.events.size() < before) {
                history.origin = justBefore(history.events.get(0).id());
            }
        }

        private static EventId justBefore(EventId id) {
            return id.seq() > 0
                    ? new EventId(id.ms(), id.seq() - 1)
                    : new EventId(Math.max(0, id.ms() - 1), 4_294_967_295L);
        }

        History history(Channel channel) {
            History history = histories.computeIfAbsent(channel, c -> new History());
            List<Event> events = history.events;
            boolean expired = !events.isEmpty()
                    && events.get(events.size() - 1).id().ms() + settings.retention < clock.getAsLong();
            if (expired) {
                events.clear();
                losses++;
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
}
