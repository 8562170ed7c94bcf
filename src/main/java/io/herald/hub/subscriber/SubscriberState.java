package io.herald.hub.subscriber;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.HistoryPage.Gap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * The state of a subscriber: its position compared with the position of its shard. A transition returns the next state,
 * which {@link SubscriberRegistry#transition} applies.
 *
 * <pre>
 * Connecting → Live, Behind
 * Live, Ahead → Behind
 * Ahead, Behind → Live, Ahead
 * all → Closed
 * </pre>
 */
public sealed interface SubscriberState {

    /** Returns the subscriber's position in a partition in which the shard is at {@code shard}. */
    EventId positionIn(int partition, EventId shard);

    /** Whether the fan-out delivers the event to the subscriber. */
    boolean accepts(Event event);

    /** Adds a partition, from the position of the shard on. */
    default SubscriberState enter(int partition, EventId shard) {
        return this;
    }

    /** The fan-out delivers batches to the subscriber as they arrive. */
    sealed interface Current extends SubscriberState {

        /** Returns {@code Live} if the cursor equals the position of the shard in all partitions, otherwise {@code Ahead}. */
        static Current at(Cursor cursor, int[] partitions, FanOutPositions fanOut) {
            boolean level = IntStream.of(partitions)
                    .allMatch(partition -> fanOut.of(partition).equals(cursor.positionIn(partition)));
            return level ? Live.INSTANCE : new Ahead(cursor);
        }
    }

    /** The subscriber has no position of its own, and receives no events. */
    sealed interface WithoutPosition extends SubscriberState {

        @Override
        default EventId positionIn(int partition, EventId shard) {
            return shard;
        }

        @Override
        default boolean accepts(Event event) {
            return false;
        }
    }

    /** The resume is in progress. */
    record Connecting() implements WithoutPosition {
        static final Connecting INSTANCE = new Connecting();
    }

    /** The position of the subscriber is that of the shard: it has received all that the shard has delivered. */
    record Live() implements Current {
        public static final Live INSTANCE = new Live();

        @Override
        public EventId positionIn(int partition, EventId shard) {
            return shard;
        }

        @Override
        public boolean accepts(Event event) {
            return true;
        }
    }

    /** The subscriber comes from an instance whose reader was further along. It skips the events up to its cursor. */
    record Ahead(Cursor cursor) implements Current {

        @Override
        public EventId positionIn(int partition, EventId shard) {
            EventId received = cursor.positionIn(partition);
            return received == null ? shard : shard.max(received);
        }

        @Override
        public boolean accepts(Event event) {
            EventId received = cursor.positionIn(event.partition());
            return received == null || event.id().isAfter(received);
        }

        @Override
        public SubscriberState enter(int partition, EventId shard) {
            return new Ahead(cursor.with(partition, shard));
        }

        /** Returns the state after the shard has advanced. {@code position} is the subscriber's. */
        Current advance(Cursor position, int[] partitions, FanOutPositions fanOut) {
            return Current.at(position, partitions, fanOut);
        }
    }

    /** The subscriber has a position of its own, and catches up from there whenever its socket accepts writes. */
    final class Behind implements SubscriberState {

        private final PendingJoins joins = new PendingJoins();

        /** By channel, the position up to which a reset has reported missing events. */
        private final Map<Channel, EventId> reported = new HashMap<>();

        private final LongSupplier nanos;
        private final boolean repeat;
        private Cursor cursor;
        private boolean busy;
        private long progressedAt;

        /** @param repeat whether the client may already have received the events, so that they do not count as deliveries */
        Behind(Cursor cursor, boolean repeat, LongSupplier nanos) {
            this.cursor = cursor;
            this.repeat = repeat;
            this.nanos = nanos;
            this.progressedAt = nanos.getAsLong();
        }

        public Cursor cursor() {
            return cursor;
        }

        @Override
        public EventId positionIn(int partition, EventId shard) {
            EventId own = cursor.positionIn(partition);
            return own == null ? shard : own;
        }

        @Override
        public boolean accepts(Event event) {
            return false;
        }

        @Override
        public SubscriberState enter(int partition, EventId shard) {
            moveTo(partition, shard);
            return this;
        }

        /** Returns the state after the catch-up: the cursor is at the position of the shard, or beyond it. */
        public Current catchUp(int[] partitions, FanOutPositions fanOut) {
            return Current.at(cursor, partitions, fanOut);
        }

        public boolean isRepeat() {
            return repeat;
        }

        /** Whether a read or a write is in progress. Until it has ended, a drained socket does not advance the catch-up. */
        public boolean isBusy() {
            return busy;
        }

        public void busy(boolean now) {
            busy = now;
        }

        public void moveTo(int partition, EventId id) {
            cursor = cursor.with(partition, id);
            progressed();
        }

        public void progressed() {
            progressedAt = nanos.getAsLong();
        }

        public long nanosWithoutProgress() {
            return nanos.getAsLong() - progressedAt;
        }

        /** Returns the channels that are followed when their stored events have been replayed. */
        public PendingJoins joins() {
            return joins;
        }

        /** Whether a reset has reported the missing events of the gap. */
        public boolean isReported(Gap gap) {
            return !gap.resume().isAfter(reported.getOrDefault(gap.channel(), EventId.ZERO));
        }

        public void report(List<Gap> gaps) {
            gaps.forEach(gap -> reported.merge(gap.channel(), gap.resume(), EventId::max));
        }
    }

    /** The connection has ended. */
    record Closed() implements WithoutPosition {
        static final Closed INSTANCE = new Closed();
    }
}
