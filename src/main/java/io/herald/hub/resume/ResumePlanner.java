package io.herald.hub.resume;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.EventId;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.subscriber.SubscriberState.Behind;
import io.herald.hub.subscriber.SubscriberState.Live;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.ResetEvent.Reason;
import io.herald.hub.transport.StartPosition;
import io.herald.log.EventLog.Span;
import io.herald.log.HistoryPage;
import io.herald.log.HistoryPage.Gap;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Plans the resume of a new subscriber: determines the position from which it continues, and whether events are missing.
 * Reads from Redis only if the cursor is below the window, or beyond the position of this shard.
 */
public final class ResumePlanner {

    private static final Logger LOG = Logger.getLogger(ResumePlanner.class);

    private final ResumeContext shard;
    private final CatchUpReader catchUpReader;

    public ResumePlanner(ResumeContext shard, CatchUpReader catchUpReader) {
        this.shard = shard;
        this.catchUpReader = catchUpReader;
    }

    /**
     * The result of the check of one partition.
     *
     * @param historyPage reports the missing events; null if the histories were not read, because none can be missing
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
            probe(request, complete(subscriber, after.cursor()));
        } else if (request.startPosition() instanceof StartPosition.Rewind rewind) {
            probe(request, everywhere(subscriber, shard.stored().since(rewind.back())));
        } else {
            probe(request, everywhere(subscriber, EventId.ZERO));
        }
    }

    /**
     * Returns the cursor with all partitions of the subscriber and no others. A partition can be missing if the client has
     * joined a room since it received the cursor. It is read from the earliest time in the cursor.
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
            EventId end = shard.positions().of(partition);
            if (after.isAfter(end)) {
                probes.add(beyond(subscriber, partition, after));
            } else if (!shard.stored().isInWindow(partition, after)) {
                probes.add(history(subscriber, partition, after, end));
            }
        }
        if (probes.isEmpty()) {
            open(request, cursor, List.of());
            return;
        }
        int losses = shard.positions().losses();
        Uni.join()
                .all(probes)
                .andFailFast()
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
        return shard.stored().bounds(partition).chain(bounds -> {
            if (after.isBefore(bounds.birth())) {
                return history(subscriber, partition, after, bounds.last());
            }
            return Uni.createFrom().item(new Probe(partition, null, after.isAfter(bounds.last())));
        });
    }

    /** Checks the histories for missing events. */
    private Uni<Probe> history(Subscriber subscriber, int partition, EventId after, EventId upTo) {
        Span span = new Span(partition, subscriber.channelsIn(partition), after, upTo, 1);
        return shard.stored().fromHistories(span).map(historyPage -> new Probe(partition, historyPage, false));
    }

    /** Repeats the check if the log has lost events, or a window has advanced too far, while the check was in progress. */
    private void answer(Request request, Cursor cursor, List<Probe> found, int losses) {
        Subscriber subscriber = request.subscriber();
        if (!subscriber.isOpen()) {
            return;
        }
        if (losses != shard.positions().losses() || !isCovered(subscriber, cursor, found)) {
            probe(request, cursor);
        } else if (found.stream().anyMatch(Probe::unknown)) {
            probe(request.with(new StartPosition.Unknown()), everywhere(subscriber, EventId.ZERO));
        } else {
            open(request, cursor, found);
        }
    }

    /** Whether the windows still cover the partitions that were not checked with Redis. */
    private boolean isCovered(Subscriber subscriber, Cursor cursor, List<Probe> found) {
        return IntStream.of(subscriber.partitions())
                .filter(partition -> found.stream().noneMatch(probe -> probe.partition() == partition))
                .allMatch(partition -> shard.stored().isInWindow(partition, cursor.positionIn(partition)));
    }

    private void open(Request request, Cursor cursor, List<Probe> found) {
        Subscriber subscriber = request.subscriber();
        StartPosition startPosition = request.startPosition();
        List<Gap> missing = new ArrayList<>();
        Cursor whole = cursor;
        Cursor held = cursor;
        boolean resumable = true;
        boolean lost = false;
        for (Probe probe : found) {
            if (probe.historyPage() != null && !probe.historyPage().gaps().isEmpty()) {
                PartitionGaps partitionGaps =
                        new PartitionGaps(probe.historyPage().gaps());
                missing.addAll(partitionGaps.gaps());
                whole = whole.with(probe.partition(), partitionGaps.resume());
                held = held.with(probe.partition(), partitionGaps.earliest());
                lost |= partitionGaps.reason() == Reason.LOST;
                resumable &= probe.historyPage().holdsNothingUpTo(partitionGaps.resume());
            }
        }
        boolean rewinds = startPosition instanceof StartPosition.Rewind;
        boolean recovered = missing.isEmpty() || rewinds;
        boolean repeat = !(startPosition instanceof StartPosition.After);
        // The client's own cursor, or the earliest available. If the connection ends before the client has received the
        // reset, it resumes from here and receives the reset again.
        Cursor from = repeat ? held : cursor;
        Behind behind = shard.subscriberRegistry().behindAt(resumable && !rewinds ? whole : from, repeat);
        behind.report(missing);
        behind.busy(true);
        shard.subscriberRegistry().transition(subscriber, behind);
        shard.writer().ready(subscriber, recovered, from);
        if (!recovered) {
            Reason reason = startPosition instanceof StartPosition.Unknown
                    ? Reason.UNKNOWN
                    : lost ? Reason.LOST : Reason.EXPIRED;
            LOG.debugf("subscriber.reset reason=%s channels=%d", reason, missing.size());
            Set<Channel> channels =
                    missing.stream().map(Gap::channel).collect(Collectors.toCollection(LinkedHashSet::new));
            shard.writer().reset(subscriber, reason, channels, whole, resumable);
        }
        behind.busy(false);
        request.admitted().run();
        catchUpReader.advance(subscriber);
    }
}
