package io.herald.hub.subscriber;

import io.herald.event.Channel;
import io.herald.event.EventId;
import java.util.function.ToIntFunction;

/**
 * The positions up to which the fan-out of one shard has delivered each partition; live subscribers have no other
 * position. While a slice of a batch is written, a subscriber is either at the start or at the end of the slice.
 */
public final class FanOutPositions {

    private static final int NONE = -1;

    private final ToIntFunction<Channel> partitionOf;
    private final EventId[] reached;
    private int slicedPartition = NONE;
    private EventId sliceStart = EventId.ZERO;
    private int losses;

    /** @param reached the positions by partition; the new object owns the array */
    public FanOutPositions(ToIntFunction<Channel> partitionOf, EventId[] reached) {
        this.partitionOf = partitionOf;
        this.reached = reached;
    }

    public int partitionOf(Channel channel) {
        return partitionOf.applyAsInt(channel);
    }

    public EventId of(int partition) {
        return reached[partition];
    }

    /** Advances the shard, and with it all live subscribers except those whose part of the slice is still to be written. */
    public void advance(int partition, EventId position) {
        reached[partition] = position;
    }

    public void beginSlice(int partition) {
        slicedPartition = partition;
        sliceStart = reached[partition];
    }

    public void endBatch() {
        slicedPartition = NONE;
    }

    /** Returns the position of the subscribers whose part of the slice is still to be written. */
    EventId beforeSlice(int partition) {
        return partition == slicedPartition ? sliceStart : reached[partition];
    }

    public void countLoss() {
        losses++;
    }

    /** Returns how often the log has lost events. If the number changes during a read, the result of the read is outdated. */
    public int losses() {
        return losses;
    }
}
