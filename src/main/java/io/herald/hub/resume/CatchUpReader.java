package io.herald.hub.resume;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.encoding.SharedBatch.Item;
import io.herald.hub.resume.WindowSnapshot.Segment;
import io.herald.hub.subscriber.PendingJoin;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.subscriber.SubscriberState.Behind;
import io.herald.log.HistoryPage;
import io.herald.log.HistoryPage.Gap;
import io.herald.loop.FaultIsolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Catches up the subscribers of a shard that are behind: from the window if it reaches back far enough, otherwise from the
 * histories. A step reads all of a subscriber's channels in a partition up to one bound, the shard's position, and emits
 * nothing beyond it. Without the bound, events would be lost: if two channels grow while they are read one after the other, a
 * late event of the second would move the cursor past an unread event of the first.
 */
public final class CatchUpReader {

    /** Small, because a client that is behind is often slow, and what its socket does not accept waits in memory. */
    private static final int BYTES_A_WRITE = 32 * 1024;

    /** After so many steps for one subscriber, the loop runs its other tasks. */
    private static final int STEPS_A_TURN = 8;

    private final ResumeContext shard;
    private final HistoryReadQueue histories;
    private final JoinReplay joinReplay;

    public CatchUpReader(ResumeContext shard, HistoryReadQueue histories) {
        this.shard = shard;
        this.histories = histories;
        this.joinReplay = new JoinReplay(shard, this::advance);
    }

    /**
     * Begins the catch-up of a subscriber that has just become {@code behind}, and is marked as busy.
     *
     * @param firstPages by partition, pages whose gaps were reported. A page is not emitted if it ends before the subscriber's
     *     position, or beyond the position of the shard, which is about to deliver the events itself.
     */
    void begin(Subscriber subscriber, Behind behind, Map<Integer, HistoryPage> firstPages) {
        firstPages.forEach((partition, historyPage) -> {
            EventId upTo = historyPage.upTo();
            if (!upTo.isBefore(behind.cursor().positionIn(partition))
                    && !upTo.isAfter(shard.positions().of(partition))) {
                emit(subscriber, behind, partition, historyPage);
            }
        });
        behind.busy(false);
        advance(subscriber);
    }

    /** Continues the catch-up of all subscribers that are behind. */
    public void advanceAll() {
        FaultIsolation.forEach(shard.subscriberRegistry().behind(), this::advance);
    }

    /**
     * Continues the catch-up of a subscriber until its socket is full. Does nothing if the subscriber is not behind, or if a
     * read or a write for it is in progress. Never throws: a failure ends the connection.
     */
    public void advance(Subscriber subscriber) {
        try {
            for (int step = 0; step < STEPS_A_TURN; step++) {
                if (!(subscriber.state() instanceof Behind behind)
                        || behind.isBusy()
                        || subscriber.outlet().isFull()) {
                    return;
                }
                step(subscriber, behind);
            }
            shard.loop().execute(() -> advance(subscriber));
        } catch (Throwable e) {
            shard.lifecycle().fail(subscriber, e);
        }
    }

    /** Advances the replay of a join, completes the catch-up, or reads on in the first partition that is behind. */
    private void step(Subscriber subscriber, Behind behind) {
        PendingJoin join = behind.joins().next();
        if (join != null) {
            joinReplay.advance(subscriber, behind, join);
            return;
        }
        int partition = firstBehind(subscriber, behind);
        if (partition < 0) {
            shard.subscriberRegistry()
                    .transition(subscriber, behind.catchUp(subscriber.partitions(), shard.positions()));
            subscriber.outlet().caughtUp();
            return;
        }
        if (!subscriber.followsIn(partition)) {
            behind.moveTo(partition, shard.positions().of(partition));
            return;
        }
        EventId after = behind.cursor().positionIn(partition);
        Segment segment = subscriber.isServedByWindow(partition, after)
                ? shard.stored().fromWindow(partition, after, shard.positions().of(partition))
                : null;
        behind.busy(true);
        if (segment == null) {
            histories.request(new NextPage(subscriber, behind, partition));
        } else {
            emit(subscriber, behind, partition, segment.events(), segment.upTo());
            behind.busy(false);
        }
    }

    /** Returns -1 if the subscriber has reached the shard's position in all partitions. */
    private int firstBehind(Subscriber subscriber, Behind behind) {
        for (int partition : subscriber.partitions()) {
            if (behind.cursor().positionIn(partition).isBefore(shard.positions().of(partition))) {
                return partition;
            }
        }
        return -1;
    }

    private final class NextPage implements HistoryReadQueue.Read {

        private final Subscriber subscriber;
        private final Behind behind;
        private final int partition;

        NextPage(Subscriber subscriber, Behind behind, int partition) {
            this.subscriber = subscriber;
            this.behind = behind;
            this.partition = partition;
        }

        @Override
        public Subscriber subscriber() {
            return subscriber;
        }

        @Override
        public int partition() {
            return partition;
        }

        @Override
        public EventId after() {
            return behind.cursor().positionIn(partition);
        }

        /** False if the subscriber has disconnected, or has entered another state since the request. */
        @Override
        public boolean isWanted() {
            return subscriber.state() == behind;
        }

        @Override
        public void succeeded(HistoryPage historyPage) {
            sendReset(subscriber, behind, partition, historyPage);
            emit(subscriber, behind, partition, historyPage);
            behind.busy(false);
            advance(subscriber);
        }

        @Override
        public void failed(Throwable failure) {
            histories.requestLater(this);
        }
    }

    private void emit(Subscriber subscriber, Behind behind, int partition, HistoryPage historyPage) {
        List<EncodedEvent> deliveries =
                historyPage.events().stream().map(EncodedEvent::new).toList();
        emit(subscriber, behind, partition, deliveries, historyPage.upTo());
    }

    /** Reports the gaps of a page that no earlier reset has reported. */
    private void sendReset(Subscriber subscriber, Behind behind, int partition, HistoryPage historyPage) {
        List<Gap> unreported = historyPage.gaps().stream()
                .filter(gap -> !behind.isReported(gap))
                .toList();
        if (unreported.isEmpty()) {
            return;
        }
        PartitionGaps partitionGaps = new PartitionGaps(unreported);
        behind.report(unreported);
        Cursor cursor = behind.cursor().with(partition, partitionGaps.resume());
        boolean resumable = historyPage.holdsNothingUpTo(partitionGaps.resume());
        if (resumable) {
            behind.moveTo(partition, partitionGaps.resume());
        }
        shard.writer().reset(subscriber, partitionGaps.reason(), partitionGaps.channels(), cursor, resumable);
    }

    /** Writes events until the socket is full. The position is then that of the last event written, otherwise {@code upTo}. */
    private void emit(
            Subscriber subscriber, Behind behind, int partition, List<EncodedEvent> deliveries, EventId upTo) {
        List<Item> items = shard.stored().conflate(wanted(subscriber, deliveries));
        int from = 0;
        while (from < items.size()) {
            if (subscriber.outlet().isFull() || subscriber.state() != behind) {
                return;
            }
            int to = from;
            for (int bytes = 0; to < items.size() && bytes < BYTES_A_WRITE; to++) {
                bytes += items.get(to).encodedEvent().event().sizeInBytes();
            }
            List<Item> some = items.subList(from, to);
            shard.replayed().add(to - from);
            shard.writer().write(subscriber, some, behind.cursor());
            if (!behind.isRepeat()) {
                shard.writer().count(some);
            }
            behind.moveTo(partition, items.get(to - 1).encodedEvent().event().id());
            from = to;
        }
        behind.moveTo(partition, upTo);
    }

    /** Selects the events to deliver. Skips channels that the subscriber has stopped following since the page was requested. */
    private List<Item> wanted(Subscriber subscriber, List<EncodedEvent> deliveries) {
        List<Item> items = new ArrayList<>();
        for (EncodedEvent encodedEvent : deliveries) {
            for (Channel channel : encodedEvent.event().channels()) {
                if (subscriber.wants(encodedEvent, channel, shard.clock())) {
                    items.add(new Item(encodedEvent, channel));
                }
            }
        }
        return items;
    }
}
