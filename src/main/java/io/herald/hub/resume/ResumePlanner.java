package io.herald.hub.resume;

import io.herald.event.Cursor;
import io.herald.event.EventId;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.subscriber.SubscriberState.Behind;
import io.herald.hub.subscriber.SubscriberState.Live;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.StartPosition;
import io.herald.log.EventLog.Span;
import io.herald.log.HistoryPage;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Resumes a new subscriber: determines the position from which it continues, and whether events are missing. Reads from Redis
 * only if the cursor is below the window, or beyond the position of this shard. The page of the histories that shows whether
 * events are missing is also the first page of the catch-up.
 */
public final class ResumePlanner {

    private static final Logger LOG = Logger.getLogger(ResumePlanner.class);

    /** The maximum number of partitions of a cursor in which the subscriber follows no channel. */
    private static final int MOST_KEPT = 32;

    private final ResumeContext shard;
    private final HistoryReadQueue histories;
    private final CatchUpReader catchUpReader;

    public ResumePlanner(ResumeContext shard, HistoryReadQueue histories, CatchUpReader catchUpReader) {
        this.shard = shard;
        this.histories = histories;
        this.catchUpReader = catchUpReader;
    }

    /**
     * The result of the check of one partition.
     *
     * @param historyPage the events after the position, and which are missing; null if the histories were not read, because none
     *     can be missing
     * @param unknown whether the position is beyond the end of the log
     */
    private record Probe(int partition, @Nullable HistoryPage historyPage, boolean unknown) {}

    /** @param admitted runs when the subscriber has a position */
    private record Request(Subscriber subscriber, StartPosition startPosition, Runnable admitted) {

        Request with(StartPosition other) {
            return new Request(subscriber, other, admitted);
        }
    }

    /**
     * Determines the start position of a subscriber, writes {@code ready} and, if necessary, {@code reset}, and begins the
     * catch-up. Ends the connection if the log cannot be read.
     *
     * @param admitted runs on the loop, at once or later, when the subscriber has a position; not if its connection has ended
     */
    public void resume(Subscriber subscriber, StartPosition startPosition, Runnable admitted) {
        guarded(subscriber, () -> begin(new Request(subscriber, startPosition, admitted)));
    }

    /** On failure, ends the connection: it would otherwise stay open and receive heartbeats, but no events. */
    private void guarded(Subscriber subscriber, Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            shard.lifecycle().fail(subscriber, e);
        }
    }

    private void begin(Request request) {
        Subscriber subscriber = request.subscriber();
        if (request.startPosition() instanceof StartPosition.Now) {
            shard.writer().ready(subscriber, true, subscriber.position());
            shard.subscriberRegistry().transition(subscriber, Live.INSTANCE);
            subscriber.outlet().caughtUp();
            request.admitted().run();
        } else if (request.startPosition() instanceof StartPosition.After after) {
            keepPartitions(subscriber, after.cursor());
            probe(request, complete(subscriber, after.cursor()));
        } else if (request.startPosition() instanceof StartPosition.Rewind rewind) {
            probe(request, everywhere(subscriber, shard.stored().since(rewind.back())));
        } else {
            probe(request, everywhere(subscriber, EventId.ZERO));
        }
    }

    /**
     * The cursor keeps its position in a partition in which the client follows no channel any more. A room to which the user is added
     * again then continues from there: neither are events repeated, nor are those of the meantime missed. The number is limited, because
     * the cursor is part of each event.
     */
    private void keepPartitions(Subscriber subscriber, Cursor given) {
        given.partitions().stream()
                .filter(partition -> !subscriber.isIn(partition))
                .limit(MOST_KEPT)
                .toList()
                .forEach(partition -> shard.subscriberRegistry().enter(subscriber, partition));
    }

    /**
     * Returns the cursor with all partitions of the subscriber. A partition can be missing if the client has joined a room since it
     * received the cursor. It is read from the earliest time in the cursor.
     */
    private Cursor complete(Subscriber subscriber, Cursor given) {
        EventId earliest = given.partitions().stream()
                .map(given::positionIn)
                .min(EventId::compareTo)
                .orElse(EventId.ZERO);
        Cursor cursor = everywhere(subscriber, EventId.before(earliest.ms()));
        for (int partition : subscriber.partitions()) {
            EventId id = given.positionIn(partition);
            cursor = id == null ? cursor : cursor.with(partition, id);
        }
        return cursor;
    }

    /**
     * Returns a cursor at one position in all partitions, but not beyond the shard: the last event of a quiet partition may be
     * older than that position.
     */
    private Cursor everywhere(Subscriber subscriber, EventId id) {
        Map<Integer, EventId> positions = new HashMap<>();
        for (int partition : subscriber.partitions()) {
            EventId end = shard.positions().of(partition);
            positions.put(partition, id.isAfter(end) ? end : id);
        }
        return Cursor.of(positions);
    }

    /** Checks the cursor in every partition in which the window cannot serve it. */
    private void probe(Request request, Cursor cursor) {
        Subscriber subscriber = request.subscriber();
        List<Uni<Probe>> probes = new ArrayList<>();
        for (int partition : subscriber.partitions()) {
            EventId after = cursor.positionIn(partition);
            if (after.isAfter(shard.positions().of(partition))) {
                probes.add(beyond(subscriber, partition, after));
            } else if (!isInWindow(subscriber, partition, after)) {
                probes.add(below(subscriber, partition, after));
            }
        }
        if (probes.isEmpty()) {
            open(request, cursor, List.of());
            return;
        }
        int losses = shard.positions().losses();
        // All fail together. A probe that was cancelled by the failure of another would log its own.
        Uni.join()
                .all(probes)
                .andCollectFailures()
                .subscribe()
                .with(
                        found -> shard.loop()
                                .execute(() -> guarded(subscriber, () -> answer(request, cursor, found, losses))),
                        failure ->
                                shard.loop().execute(() -> shard.lifecycle().end(subscriber, CloseReason.UNAVAILABLE)));
    }

    /**
     * Checks a position beyond the shard's with Redis: the reader of this instance may be behind that of the instance that
     * issued the cursor.
     */
    private Uni<Probe> beyond(Subscriber subscriber, int partition, EventId after) {
        return shard.stored().bounds(partition).emitOn(shard.loop()::execute).chain(bounds -> {
            if (after.isBefore(bounds.birth()) && subscriber.followsIn(partition)) {
                // Only the gaps matter: the page is beyond the position of the shard, so the catch-up does not emit it.
                Span span = new Span(partition, subscriber.channelsIn(partition), after, bounds.last(), 1);
                return shard.stored().fromHistories(span).map(historyPage -> new Probe(partition, historyPage, false));
            }
            return Uni.createFrom().item(new Probe(partition, null, after.isAfter(bounds.last())));
        });
    }

    /** Reads the first page after a position that the window does not cover. */
    private Uni<Probe> below(Subscriber subscriber, int partition, EventId after) {
        return Uni.createFrom()
                .<HistoryPage>emitter(page -> histories.request(new FirstPage(subscriber, partition, after, page)))
                .map(historyPage -> new Probe(partition, historyPage, false));
    }

    private record FirstPage(Subscriber subscriber, int partition, EventId after, UniEmitter<? super HistoryPage> page)
            implements HistoryReadQueue.Read {

        @Override
        public boolean isWanted() {
            return subscriber.isOpen();
        }

        @Override
        public void succeeded(HistoryPage historyPage) {
            page.complete(historyPage);
        }

        @Override
        public void failed(Throwable failure) {
            page.fail(failure);
        }
    }

    /** Repeats the check if the log has lost events, or a window has advanced too far, while the check was in progress. */
    private void answer(Request request, Cursor cursor, List<Probe> found, int losses) {
        Subscriber subscriber = request.subscriber();
        if (!subscriber.isOpen()) {
            return;
        }
        if (losses != shard.positions().losses() || !isCovered(subscriber, cursor, found)) {
            probe(request, cursor);
        } else if (found.stream().anyMatch(probe -> probe.unknown() && subscriber.followsIn(probe.partition()))) {
            probe(request.with(new StartPosition.Unknown()), everywhere(subscriber, EventId.ZERO));
        } else if (found.stream().anyMatch(Probe::unknown)) {
            probe(request, withoutUnknown(cursor, found));
        } else {
            open(request, cursor, found);
        }
    }

    /** A position beyond the log matters only to channels that the subscriber follows. The others begin where the shard is. */
    private Cursor withoutUnknown(Cursor cursor, List<Probe> found) {
        Cursor known = cursor;
        for (Probe probe : found) {
            int partition = probe.partition();
            known = probe.unknown() ? known.with(partition, shard.positions().of(partition)) : known;
        }
        return known;
    }

    /** Whether the windows still cover the partitions that were not checked with Redis. */
    private boolean isCovered(Subscriber subscriber, Cursor cursor, List<Probe> found) {
        return IntStream.of(subscriber.partitions())
                .filter(partition -> found.stream().noneMatch(probe -> probe.partition() == partition))
                .allMatch(partition -> isInWindow(subscriber, partition, cursor.positionIn(partition)));
    }

    private boolean isInWindow(Subscriber subscriber, int partition, EventId after) {
        return !subscriber.followsIn(partition)
                || subscriber.isServedByWindow(partition, after)
                        && shard.stored().isInWindow(partition, after);
    }

    private void open(Request request, Cursor cursor, List<Probe> found) {
        Subscriber subscriber = request.subscriber();
        Map<Integer, HistoryPage> pages = new TreeMap<>();
        found.stream()
                .filter(probe -> probe.historyPage() != null)
                .forEach(probe -> pages.put(probe.partition(), probe.historyPage()));
        ResumePlan plan = ResumePlan.of(request.startPosition(), cursor, pages);
        boolean repeat = !(request.startPosition() instanceof StartPosition.After);
        Behind behind = shard.subscriberRegistry().behindAt(plan.start(), repeat);
        behind.report(plan.missing());
        behind.busy(true);
        shard.subscriberRegistry().transition(subscriber, behind);
        shard.writer().ready(subscriber, plan.isRecovered(), plan.ready());
        if (plan.reset() != null) {
            LOG.debugf(
                    "subscriber.reset reason=%s channels=%d",
                    plan.reset(), plan.missing().size());
            shard.writer().reset(subscriber, plan.reset(), plan.channels(), plan.whole(), plan.resumable());
        }
        request.admitted().run();
        catchUpReader.begin(subscriber, behind, pages);
    }
}
