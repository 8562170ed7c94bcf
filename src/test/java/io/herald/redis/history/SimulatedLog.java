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
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** A Redis in memory, with the behavior of the scripts. */
public final class SimulatedLog {

    /** Lengths are exact. */
    public record Settings(int partitions, int historyLength, int tailLength, long retention) {}

    public final Settings settings;
    private final LongSupplier clock;
    private final SimulatedPartition[] partitions;

    public SimulatedLog(Settings settings, LongSupplier clock) {
        this.settings = settings;
        this.clock = clock;
        this.partitions = IntStream.range(0, settings.partitions)
                .mapToObj(p -> new SimulatedPartition(this))
                .toArray(SimulatedPartition[]::new);
    }

    public int partitionOf(Channel channel) {
        return new Partitioning(settings.partitions).partitionOf(channel);
    }

    public Event append(int partition, Append append, EventId highWaterMark) {
        SimulatedPartition target = partitions[partition];
        target.open(highWaterMark);
        return target.append(partition, append);
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

    long millis() {
        return clock.getAsLong();
    }
}
