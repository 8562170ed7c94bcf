package io.herald.hub.subscriber;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.EventId;
import io.herald.hub.transport.Subscription.Followed;
import io.herald.log.Page.Gap;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** How far a subscriber has got, compared with its shard. */
public sealed interface Progress {

    /** It has had all that the shard has had, and is written to as batches arrive. */
    record Live() implements Progress {
        public static final Live HERE = new Live();
    }

    /** It comes from an instance whose reader was further: what it has had already is skipped until the shard arrives. */
    record Ahead(Cursor cursor) implements Progress {}

    /** It has a position of its own, and reads on from there whenever its socket takes more. */
    final class Behind implements Progress {
        public Cursor cursor;

        /** Being read for or written to: what happens meanwhile, such as a socket that drains within a write, waits. */
        public boolean busy;

        /** It asks for what it may have had before: no delivery that counts. */
        public boolean again;

        /** Channels that are to be followed, once what they held before has been replayed. */
        public final ArrayDeque<Joining> joining = new ArrayDeque<>(0);

        private final LongSupplier nanos;
        private long progressedAt;

        /** In each channel, up to where it has been told that something is missing. */
        private final Map<Channel, EventId> told = new HashMap<>();

        public Behind(Cursor cursor, LongSupplier nanos) {
            this.cursor = cursor;
            this.nanos = nanos;
            this.progressedAt = nanos.getAsLong();
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

        /** Removes the replays of a channel that are in progress. Their answers from the log are ignored. */
        public List<Followed> cancel(Channel channel) {
            List<Followed> cancelled = joining.stream()
                    .filter(one -> one.channel.equals(channel))
                    .map(one -> one.then)
                    .toList();
            joining.removeIf(one -> one.channel.equals(channel));
            return cancelled;
        }

        public boolean wasTold(Gap gap) {
            return !gap.resume().isAfter(told.getOrDefault(gap.channel(), EventId.ZERO));
        }

        public void tell(List<Gap> gaps) {
            gaps.forEach(gap -> told.merge(gap.channel(), gap.resume(), EventId::max));
        }
    }

    /** Not admitted yet, or gone. */
    record Outside() implements Progress {
        public static final Outside HERE = new Outside();
    }
}
