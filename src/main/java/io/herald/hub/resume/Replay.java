package io.herald.hub.resume;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.EventId;
import io.herald.hub.Shard;
import io.herald.hub.Sources;
import io.herald.hub.encoding.Delivery;
import io.herald.hub.encoding.Framing;
import io.herald.hub.encoding.Run.Item;
import io.herald.hub.filters.Where;
import io.herald.hub.filters.Wish;
import io.herald.hub.subscriber.Joining;
import io.herald.hub.subscriber.Progress.Behind;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.transport.Reset;
import io.herald.hub.transport.Reset.Reason;
import io.herald.hub.transport.Start;
import io.herald.hub.transport.Subscription;
import io.herald.log.EventLog.Bounds;
import io.herald.log.EventLog.Span;
import io.herald.log.Page;
import io.herald.log.Page.Gap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Replays what a channel held to a subscriber that starts to follow it, up to the subscriber's own position: from there
 * the channel is one of those that it reads anyway. The subscriber's position does not move meanwhile, so its cursor
 * stands on every event of the replay.
 */
public final class Replay {

    private static final int EVENTS_A_READ = 100;
    private static final int BYTES_A_WRITE = 32 * 1024;

    private final Shard shard;
    private final Sources sources;

    public Replay(Shard shard, Sources sources) {
        this.shard = shard;
        this.sources = sources;
    }

    public Joining joining(Channel channel, Start start, @Nullable Where where, Subscription.Followed then) {
        int partition = shard.partitionOf(channel);
        EventId after = start instanceof Start.After given ? positionIn(partition, given.cursor()) : EventId.ZERO;
        Joining joining = new Joining(channel, partition, where, then, after);
        joining.unknown = start instanceof Start.Unknown;
        joining.again = !(start instanceof Start.After);
        return joining;
    }

    /** A cursor that does not name the channel's partition was given before anything in it was followed. */
    private static EventId positionIn(int partition, Cursor cursor) {
        EventId named = cursor.in(partition);
        return named != null
                ? named
                : cursor.partitions().stream()
                        .map(cursor::in)
                        .min(EventId::compareTo)
                        .map(earliest -> EventId.before(earliest.ms()))
                        .orElse(EventId.ZERO);
    }

    /** One step: as far as the window goes, or a page of the history. The caller sees to the socket. */
    void advance(Subscriber subscriber, Behind behind, Joining joining) {
        EventId bound = behind.cursor.in(joining.partition);
        if (joining.after.isAfter(bound) && !joining.checked) {
            ask(subscriber, behind, joining, sources.log().bounds(joining.partition), found -> check(joining, found));
        } else if (!joining.unknown && !joining.after.isBefore(bound)) {
            arrive(subscriber, behind, joining);
        } else {
            WindowSnapshot.Stretch stretch = fromWindow(joining, bound);
            if (stretch != null) {
                shard.tally.windowHits().add(1);
                emit(subscriber, behind, joining, stretch.events(), stretch.upTo());
            } else {
                shard.tally.windowMisses().add(1);
                Span span = new Span(joining.partition, List.of(joining.channel), joining.after, bound, EVENTS_A_READ);
                ask(
                        subscriber,
                        behind,
                        joining,
                        sources.log().read(span),
                        page -> take(subscriber, behind, joining, page));
            }
        }
    }

    /** Null where the window does not hold all events: old ones, or those up to the bound of a client that is ahead. */
    private WindowSnapshot.@Nullable Stretch fromWindow(Joining joining, EventId bound) {
        return bound.isAfter(shard.position(joining.partition))
                ? null
                : sources.windows()[joining.partition].read(joining.after, bound);
    }

    private static void check(Joining joining, Bounds bounds) {
        joining.checked = true;
        if (joining.after.isAfter(bounds.last())) {
            joining.unknown = true;
            joining.after = EventId.ZERO;
        }
    }

    private <T> void ask(Subscriber subscriber, Behind behind, Joining joining, Uni<T> question, Consumer<T> answer) {
        behind.busy = true;
        question.subscribe()
                .with(
                        found ->
                                shard.loop.execute(() -> goOn(subscriber, behind, joining, () -> answer.accept(found))),
                        failure -> shard.loop.execute(() -> goOn(subscriber, behind, joining, () -> {
                            behind.joining.remove(joining);
                            joining.then.failed(failure);
                        })));
    }

    private void goOn(Subscriber subscriber, Behind behind, Joining joining, Runnable next) {
        if (subscriber.progress() != behind) {
            return;
        }
        try {
            if (behind.joining.contains(joining)) {
                next.run();
            }
        } catch (Throwable e) {
            subscriber.fail(e);
        }
        behind.busy = false;
        shard.catchUp().advance(subscriber);
    }

    private void take(Subscriber subscriber, Behind behind, Joining joining, Page page) {
        if (joining.unknown || !page.gaps().isEmpty()) {
            tell(subscriber, joining, page);
        }
        joining.unknown = false;
        List<Delivery> deliveries = page.events().stream().map(Delivery::new).toList();
        emit(subscriber, behind, joining, deliveries, page.upTo());
    }

    private void tell(Subscriber subscriber, Joining joining, Page page) {
        Gap gap = page.gaps().isEmpty() ? null : page.gaps().get(0);
        EventId resume = gap == null ? page.bounds().birth() : gap.resume();
        Reason reason = joining.unknown ? Reason.UNKNOWN : gap != null && gap.lost() ? Reason.LOST : Reason.EXPIRED;
        String cursor = shard.format().format(Cursor.at(joining.partition, resume));
        shard.tally.resets(reason).add(1);
        subscriber.outlet.reset(new Reset(reason, List.of(joining.channel), cursor, false));
    }

    private void emit(Subscriber subscriber, Behind behind, Joining joining, List<Delivery> deliveries, EventId upTo) {
        Wish wish = Wish.of(joining.where, null);
        List<Item> wanted = deliveries.stream()
                .filter(delivery -> delivery.event().channels().contains(joining.channel))
                .filter(delivery -> wish == null || wish.wants(delivery))
                .filter(subscriber::mayHear)
                .map(delivery -> new Item(delivery, joining.channel))
                .toList();
        List<Item> fresh = CatchUp.newestOnly(wanted, sources);
        int to = 0;
        for (int bytes = 0; to < fresh.size() && bytes < BYTES_A_WRITE; to++) {
            bytes += fresh.get(to).delivery().event().size();
        }
        write(subscriber, behind, joining, fresh.subList(0, to));
        joining.after = to < fresh.size() ? fresh.get(to - 1).delivery().event().id() : upTo;
    }

    private void write(Subscriber subscriber, Behind behind, Joining joining, List<Item> items) {
        if (items.isEmpty()) {
            return;
        }
        Framing framing = subscriber.outlet.framing();
        String cursor = shard.format().format(behind.cursor);
        List<byte[]> frames = new ArrayList<>(items.size());
        for (Item item : items) {
            String id = shard.format()
                    .id(
                            item.delivery().event().partition(),
                            item.delivery().event().id());
            frames.add(framing.frame(item.delivery().event(), item.channel(), id, cursor));
        }
        shard.tally.replayed().add(frames.size());
        shard.tally.delivered(subscriber.transport).add(frames.size());
        ByteBuf bytes = framing.gather(PooledByteBufAllocator.DEFAULT, frames);
        behind.busy = true;
        try {
            subscriber.outlet.write(bytes);
        } finally {
            bytes.release();
            behind.busy = false;
        }
        behind.progressed();
        if (!joining.again) {
            shard.count(items);
        }
    }

    private void arrive(Subscriber subscriber, Behind behind, Joining joining) {
        boolean beyond = joining.after.isAfter(behind.cursor.in(joining.partition));
        subscriber.take(joining.channel, Wish.of(joining.where, beyond ? joining.after : null));
        behind.joining.remove(joining);
        joining.then.arrived();
    }
}
