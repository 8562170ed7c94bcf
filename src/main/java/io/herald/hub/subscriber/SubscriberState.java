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
 * The state of a subscriber: how far it has got, compared with its shard. A transition returns the next state, which
 * {@link SubscriberRegistry#become} applies.
 *
 * <pre>
 * Connecting → Live, Behind
 * Live, Ahead → Behind
 * Ahead, Behind → Live, Ahead
 * all → Closed
 * </pre>
 */
public sealed interface SubscriberState {

    /** Returns the position in a partition, where the shard is at {@code shard}. */
    EventId positionIn(int partition, EventId shard);

    /** Whether a batch delivers the event to the subscriber. */
    boolean accepts(Event event);

    /** Begins to follow a partition from the position of the shard. */
    default SubscriberState enter(int partition, EventId shard) {
        return this;
    }

    /** Batches are delivered to the subscriber as they arrive. */
    sealed interface Current extends SubscriberState {

        /** Compares a subscriber's position with its shard's. */
        static Current at(Cursor cursor, int[] partitions, ShardPositions shard) {
            boolean level = IntStream.of(partitions)
                    .allMatch(partition -> shard.of(partition).equals(cursor.in(partition)));
            return level ? Live.INSTANCE : new Ahead(cursor);
        }
    }

    /** It has no position before the log has been asked, and receives nothing. */
    record Connecting() implements SubscriberState {
        static final Connecting INSTANCE = new Connecting();

        @Override
        public EventId positionIn(int partition, EventId shard) {
            return shard;
        }

        @Override
        public boolean accepts(Event event) {
            return false;
        }
    }

    /** It has received all that the shard has delivered. */
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

    /** It comes from an instance whose reader was further: events up to the cursor are skipped until the shard is there. */
    record Ahead(Cursor cursor) implements Current {

        @Override
        public EventId positionIn(int partition, EventId shard) {
            EventId received = cursor.in(partition);
            return received == null ? shard : shard.max(received);
        }

        @Override
        public boolean accepts(Event event) {
            EventId received = cursor.in(event.partition());
            return received == null || event.id().isAfter(received);
        }

        @Override
        public SubscriberState enter(int partition, EventId shard) {
            return new Ahead(cursor.with(partition, shard));
        }

        /** The shard has moved on. {@code position} is the subscriber's. */
        Current advance(Cursor position, int[] partitions, ShardPositions shard) {
            return Current.at(position, partitions, shard);
        }
    }

    /** It has a position of its own, and reads on from there whenever its socket takes more. */
    final class Behind implements SubscriberState {

        private final PendingJoins joins = new PendingJoins();

        /** By channel, up to where a reset has reported missing events. */
        private final Map<Channel, EventId> reported = new HashMap<>();

        private final LongSupplier nanos;
        private final boolean repeat;
        private Cursor cursor;
        private boolean busy;
        private long progressedAt;

        /** @param repeat whether the client may have received the events before, so that they do not count as deliveries */
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
            EventId own = cursor.in(partition);
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

        /** It has read up to the shard's position, or has been beyond it from the start. */
        public Current catchUp(int[] partitions, ShardPositions shard) {
            return Current.at(cursor, partitions, shard);
        }

        public boolean isRepeat() {
            return repeat;
        }

        /** Whether a read or a write is in progress. What happens meanwhile, such as a socket that drains, waits. */
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

        /** Channels that are to be followed, once what they held before has been replayed. */
        public PendingJoins joins() {
            return joins;
        }

        public boolean isReported(Gap gap) {
            return !gap.resume().isAfter(reported.getOrDefault(gap.channel(), EventId.ZERO));
        }

        public void report(List<Gap> gaps) {
            gaps.forEach(gap -> reported.merge(gap.channel(), gap.resume(), EventId::max));
        }
    }

    /** The connection has ended. */
    record Closed() implements SubscriberState {
        static final Closed INSTANCE = new Closed();

        @Override
        public EventId positionIn(int partition, EventId shard) {
            return shard;
        }

        @Override
        public boolean accepts(Event event) {
            return false;
        }
    }
}
