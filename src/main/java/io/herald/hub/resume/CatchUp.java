package io.herald.hub.resume;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.hub.Shard;
import io.herald.hub.Sources;
import io.herald.hub.encoding.Delivery;
import io.herald.hub.encoding.Run.Item;
import io.herald.hub.subscriber.Progress.Ahead;
import io.herald.hub.subscriber.Progress.Behind;
import io.herald.hub.subscriber.Progress.Live;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.transport.Reset;
import io.herald.log.EventLog.Span;
import io.herald.log.Page;
import io.herald.log.Page.Gap;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Brings the subscribers of a shard that are behind up to it: from the window where that reaches back far enough, else
 * from the histories. A step reads all of a subscriber's channels up to one bound, the shard's position, and emits
 * nothing beyond: two channels that grow while they are read one after the other would lose events otherwise.
 */
public final class CatchUp {

    /** Small, since a client that is behind is likely to stay so, and what it does not take waits in our memory. */
    private static final int BYTES_A_WRITE = 32 * 1024;

    private static final int EVENTS_A_READ = 100;
    private static final int STEPS_A_TURN = 8;
    private static final long RETRY_MS = 500;

    private final Shard shard;
    private final Sources sources;
    private final ArrayDeque<Read> waiting = new ArrayDeque<>();
    private final Replay replay;
    private int reads;

    /** A page of the histories that a subscriber needs next. */
    private record Read(Subscriber subscriber, Behind behind, int partition) {

        /** False once the subscriber is gone, or does not continue from this position. */
        boolean isWanted() {
            return subscriber.progress() == behind;
        }
    }

    public CatchUp(Shard shard, Sources sources, Replay replay) {
        this.shard = shard;
        this.sources = sources;
        this.replay = replay;
    }

    /**
     * Continues the catch-up of a subscriber as far as its socket takes it. Does nothing for a subscriber that is not
     * behind, or that a read or a write is in progress for.
     */
    public void advance(Subscriber subscriber) {
        try {
            for (int step = 0; step < STEPS_A_TURN; step++) {
                if (!(subscriber.progress() instanceof Behind behind) || behind.busy || subscriber.outlet.isFull()) {
                    return;
                }
                step(subscriber, behind);
            }
            shard.loop.execute(() -> advance(subscriber));
        } catch (Throwable e) {
            subscriber.fail(e);
        }
    }

    /** Afterwards the subscriber is busy, caught up, or further than before. */
    private void step(Subscriber subscriber, Behind behind) {
        if (!behind.joining.isEmpty()) {
            replay.advance(subscriber, behind, behind.joining.peek());
            return;
        }
        int partition = firstBehind(subscriber, behind);
        if (partition < 0) {
            settle(subscriber, behind);
            return;
        }
        WindowSnapshot.Stretch stretch =
                sources.windows()[partition].read(behind.cursor.in(partition), shard.position(partition));
        behind.busy = true;
        if (stretch == null) {
            shard.tally.windowMisses().add(1);
            readHistory(subscriber, behind, partition);
        } else {
            shard.tally.windowHits().add(1);
            emit(subscriber, behind, partition, itemsOf(subscriber, stretch.events()), stretch.upTo());
            behind.busy = false;
        }
    }

    private int firstBehind(Subscriber subscriber, Behind behind) {
        for (int partition : subscriber.partitions) {
            if (behind.cursor.in(partition).isBefore(shard.position(partition))) {
                return partition;
            }
        }
        return -1;
    }

    private void settle(Subscriber subscriber, Behind behind) {
        boolean level = IntStream.of(subscriber.partitions)
                .allMatch(partition -> shard.position(partition).equals(behind.cursor.in(partition)));
        subscriber.arrive(level ? Live.HERE : new Ahead(behind.cursor));
    }

    private static List<Item> itemsOf(Subscriber subscriber, List<Delivery> deliveries) {
        List<Item> items = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            for (Channel channel : delivery.event().channels()) {
                if (subscriber.wants(delivery, channel)) {
                    items.add(new Item(delivery, channel));
                }
            }
        }
        return items;
    }

    /** Writes until the socket is full; the position is then that of the last event written. */
    private void emit(Subscriber subscriber, Behind behind, int partition, List<Item> items, EventId upTo) {
        List<Item> fresh = newestOnly(items, sources);
        int from = 0;
        while (from < fresh.size()) {
            if (subscriber.outlet.isFull() || subscriber.progress() != behind) {
                return;
            }
            int to = from;
            for (int bytes = 0; to < fresh.size() && bytes < BYTES_A_WRITE; to++) {
                bytes += fresh.get(to).delivery().event().size();
            }
            List<Item> some = fresh.subList(from, to);
            shard.tally.replayed().add(to - from);
            shard.write(subscriber, some, behind.cursor);
            if (!behind.again) {
                shard.count(some);
            }
            behind.moveTo(partition, fresh.get(to - 1).delivery().event().id());
            from = to;
        }
        behind.moveTo(partition, upTo);
    }

    /** Leaves out what has expired or was withdrawn, and what a later event of the same key makes needless. */
    static List<Item> newestOnly(List<Item> items, Sources sources) {
        long now = sources.clock().millis();
        List<Item> kept = new ArrayList<>(items.size());
        Set<List<Object>> seen = new HashSet<>();
        for (int i = items.size() - 1; i >= 0; i--) {
            Event event = items.get(i).delivery().event();
            String key = event.traits().conflate();
            boolean superseded = key != null && !seen.add(List.of(items.get(i).channel(), key));
            if (!superseded && !event.isExpired(now) && !sources.log().isWithdrawn(event)) {
                kept.add(items.get(i));
            }
        }
        Collections.reverse(kept);
        return kept;
    }

    private void readHistory(Subscriber subscriber, Behind behind, int partition) {
        waiting.add(new Read(subscriber, behind, partition));
        shard.tally.waitingReads().add(1);
        startReads();
    }

    /** Starts the reads that wait, in their order, up to the limit. Skips those whose subscribers are gone. */
    private void startReads() {
        while (reads < sources.config().historyReads() && !waiting.isEmpty()) {
            Read first = waiting.poll();
            shard.tally.waitingReads().add(-1);
            if (first.isWanted()) {
                start(first);
            }
        }
    }

    private void start(Read read) {
        reads++;
        int partition = read.partition;
        Span span = new Span(
                partition,
                read.subscriber.channelsIn(partition),
                read.behind.cursor.in(partition),
                shard.position(partition),
                EVENTS_A_READ);
        Uni.createFrom()
                .deferred(() -> sources.log().read(span))
                .subscribe()
                .with(
                        page -> shard.loop.execute(() -> end(read, () -> take(read, page))),
                        failure -> shard.loop.execute(() -> end(read, () -> retryLater(read))));
    }

    private void end(Read read, Runnable then) {
        reads--;
        try {
            if (read.isWanted()) {
                then.run();
            }
        } catch (Throwable e) {
            read.subscriber.fail(e);
        } finally {
            startReads();
        }
    }

    private void take(Read read, Page page) {
        Subscriber subscriber = read.subscriber;
        Behind behind = read.behind;
        int partition = read.partition;
        tellGaps(subscriber, behind, partition, page);
        // What it follows no more since the page was asked for is left out.
        List<Delivery> deliveries = page.events().stream().map(Delivery::new).toList();
        emit(subscriber, behind, partition, itemsOf(subscriber, deliveries), page.upTo());
        behind.busy = false;
        advance(subscriber);
    }

    private void tellGaps(Subscriber subscriber, Behind behind, int partition, Page page) {
        List<Gap> untold =
                page.gaps().stream().filter(gap -> !behind.wasTold(gap)).toList();
        if (untold.isEmpty()) {
            return;
        }
        Gaps told = new Gaps(untold);
        behind.tell(untold);
        String cursor = shard.format().format(behind.cursor.with(partition, told.resume()));
        boolean resumable = page.holdsNothingUpTo(told.resume());
        if (resumable) {
            behind.moveTo(partition, told.resume());
        }
        shard.tally.resets(told.reason()).add(1);
        subscriber.outlet.reset(new Reset(told.reason(), told.channels(), cursor, resumable));
    }

    private void retryLater(Read read) {
        long wait = RETRY_MS + sources.chance().below().applyAsLong(RETRY_MS);
        shard.loop.schedule(
                () -> readHistory(read.subscriber, read.behind, read.partition), wait, TimeUnit.MILLISECONDS);
    }
}
