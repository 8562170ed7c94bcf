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
    private SimulatedPartition[] partitions;
    private SimulatedPartition[] replica;
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
        return partitions[event.partition()].holds(channel, event.id());
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
            lose(p, replica[p].last());
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

    private SimulatedPartition[] empty() {
        return IntStream.range(0, settings.partitions)
                .mapToObj(p -> new SimulatedPartition(this))
                .toArray(SimulatedPartition[]::new);
    }

    private static SimulatedPartition[] copy(SimulatedPartition[] all) {
        return Arrays.stream(all).map(SimulatedPartition::copy).toArray(SimulatedPartition[]::new);
    }

    public int partitionOf(Channel channel) {
        return new Partitioning(settings.partitions).partitionOf(channel);
    }

    public AppendedEvent append(int partition, Append append, EventId highWaterMark) {
        SimulatedPartition target = partitions[partition];
        target.open(highWaterMark);
        Event event = target.append(partition, append);
        AppendedEvent appended = new AppendedEvent(event);
        appendedEvents.add(appended);
        byName.computeIfAbsent(event.name(), name -> new ArrayList<>()).add(appended);
        return appended;
    }

    public Bounds open(int partition, EventId highWaterMark) {
        SimulatedPartition target = partitions[partition];
        target.open(highWaterMark);
        return target.bounds();
    }

    public HistoryPage read(Span span, EventId highWaterMark) {
        SimulatedPartition target = partitions[span.partition()];
        target.open(highWaterMark);
        List<HistoryReadReply.Segment> segments = span.channels().stream()
                .map(channel -> target.segment(channel, span))
                .toList();
        return HistoryPageMerger.of(span, new HistoryReadReply(target.bounds(), target.floor(), segments));
    }

    public List<Entry> tailAfter(int partition, EventId after, int limit) {
        return partitions[partition].tailAfter(after, limit);
    }

    /** Marks the events of the history that precede its first one. */
    void trimmed(Channel channel, int partition, EventId first) {
        appendedEvents.stream()
                .filter(appended -> appended.event.partition() == partition
                        && appended.event.channels().contains(channel)
                        && appended.event.id().isBefore(first))
                .forEach(appended -> appended.wasTrimmed = true);
    }

    void countLoss() {
        losses++;
    }

    long millis() {
        return clock.getAsLong();
    }
}
