package io.herald.hub.resume;

import io.herald.event.Cursor;
import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.encoding.SharedBatch.Item;
import io.herald.hub.filters.DeliveryFilter;
import io.herald.hub.resume.WindowSnapshot.Segment;
import io.herald.hub.subscriber.PendingJoin;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.subscriber.SubscriberState.Behind;
import io.herald.hub.transport.ResetEvent.Reason;
import io.herald.log.EventLog.Span;
import io.herald.log.HistoryPage;
import io.herald.log.HistoryPage.Gap;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Consumer;

/**
 * Replays the stored events of a channel that a subscriber joins, up to the subscriber's own position. From there on, the
 * catch-up or the fan-out delivers the channel with the others. The subscriber's position does not move during the replay:
 * every replayed event carries the same cursor.
 */
final class JoinReplay {

    private static final int EVENTS_A_READ = 100;
    private static final int BYTES_A_WRITE = 32 * 1024;

    private final ResumeContext shard;
    private final Consumer<Subscriber> next;

    /** @param next continues the catch-up of a subscriber after a read of the log */
    JoinReplay(ResumeContext shard, Consumer<Subscriber> next) {
        this.shard = shard;
        this.next = next;
    }

    /**
     * Runs one step: checks the cursor, completes the join, emits events from the window, or reads a page of the history. The
     * caller checks that the socket is not full.
     */
    void advance(Subscriber subscriber, Behind behind, PendingJoin join) {
        EventId bound = behind.cursor().positionIn(join.partition());
        if (join.after().isAfter(bound) && !join.isChecked()) {
            ask(subscriber, behind, join, shard.stored().bounds(join.partition()), join::check);
        } else if (!join.isUnknown() && !join.after().isBefore(bound)) {
            complete(subscriber, behind, join);
        } else {
            Segment segment = shard.stored().fromWindow(join.partition(), join.after(), bound);
            if (segment != null) {
                emit(subscriber, behind, join, segment.events(), segment.upTo());
            } else {
                Span span = new Span(join.partition(), List.of(join.channel()), join.after(), bound, EVENTS_A_READ);
                Uni<HistoryPage> read = shard.stored().fromHistories(span);
                ask(subscriber, behind, join, read, historyPage -> take(subscriber, behind, join, historyPage));
            }
        }
    }

    /** Reads from the log while the subscriber is busy. A failure cancels the join. */
    private <T> void ask(Subscriber subscriber, Behind behind, PendingJoin join, Uni<T> question, Consumer<T> answer) {
        behind.busy(true);
        question.subscribe()
                .with(
                        found -> resume(subscriber, behind, join, () -> answer.accept(found)),
                        failure -> resume(subscriber, behind, join, () -> {
                            behind.joins().end(join);
                            join.listener().failed(failure);
                        }));
    }

    private void resume(Subscriber subscriber, Behind behind, PendingJoin join, Runnable action) {
        shard.loop().execute(() -> {
            if (subscriber.state() != behind) {
                return;
            }
            try {
                if (behind.joins().isPending(join)) {
                    action.run();
                }
            } catch (Throwable e) {
                shard.lifecycle().fail(subscriber, e);
            }
            behind.busy(false);
            next.accept(subscriber);
        });
    }

    private void take(Subscriber subscriber, Behind behind, PendingJoin join, HistoryPage historyPage) {
        boolean isGapUnreported = historyPage.gaps().stream().anyMatch(gap -> !join.isReported(gap));
        if (join.isUnknown() || isGapUnreported) {
            sendReset(subscriber, join, historyPage);
        }
        join.resetSent(historyPage.gaps());
        List<EncodedEvent> deliveries =
                historyPage.events().stream().map(EncodedEvent::new).toList();
        emit(subscriber, behind, join, deliveries, historyPage.upTo());
    }

    private void sendReset(Subscriber subscriber, PendingJoin join, HistoryPage historyPage) {
        Gap gap = historyPage.gaps().isEmpty() ? null : historyPage.gaps().get(0);
        EventId resume = gap == null ? historyPage.bounds().birth() : gap.resume();
        Reason reason = join.isUnknown() ? Reason.UNKNOWN : gap != null && gap.lost() ? Reason.LOST : Reason.EXPIRED;
        shard.writer().reset(subscriber, reason, List.of(join.channel()), Cursor.at(join.partition(), resume), false);
    }

    /** Emits at most one write, and none if a reset has filled the socket. If events remain, the next step reads them again. */
    private void emit(
            Subscriber subscriber, Behind behind, PendingJoin join, List<EncodedEvent> deliveries, EventId upTo) {
        if (subscriber.outlet().isFull()) {
            return;
        }
        DeliveryFilter filter = DeliveryFilter.of(join.eventFilter(), null);
        List<Item> wanted = deliveries.stream()
                .filter(encodedEvent -> encodedEvent.event().channels().contains(join.channel()))
                .filter(encodedEvent -> filter == null || filter.accepts(encodedEvent))
                .filter(encodedEvent -> subscriber.isAllowed(encodedEvent, shard.clock()))
                .map(encodedEvent -> new Item(encodedEvent, join.channel()))
                .toList();
        List<Item> items = shard.stored().conflate(wanted);
        int to = 0;
        for (int bytes = 0; to < items.size() && bytes < BYTES_A_WRITE; to++) {
            bytes += items.get(to).encodedEvent().event().sizeInBytes();
        }
        write(subscriber, behind, join, items.subList(0, to));
        join.moveTo(to < items.size() ? items.get(to - 1).encodedEvent().event().id() : upTo);
    }

    private void write(Subscriber subscriber, Behind behind, PendingJoin join, List<Item> items) {
        if (items.isEmpty()) {
            return;
        }
        shard.replayed().add(items.size());
        behind.busy(true);
        try {
            shard.writer().writeAt(subscriber, items, behind.cursor());
        } finally {
            behind.busy(false);
        }
        behind.progressed();
        if (!join.isRepeat()) {
            shard.writer().count(items);
        }
    }

    /** Follows the channel. If the cursor was beyond the subscriber's position, the events up to it are filtered. */
    private void complete(Subscriber subscriber, Behind behind, PendingJoin join) {
        boolean beyond = join.after().isAfter(behind.cursor().positionIn(join.partition()));
        shard.lifecycle()
                .follow(
                        subscriber,
                        join.channel(),
                        DeliveryFilter.of(join.eventFilter(), beyond ? join.after() : null));
        behind.joins().end(join);
        join.listener().followed();
    }
}
