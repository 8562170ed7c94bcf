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
 * Plans the resume of a new subscriber: the position that it reads on from, and whether events before that are missing. Asks
 * Redis only where the cursor is older than the window, or newer than what this instance has read.
 */
public final class ResumePlanner {

    private static final Logger LOG = Logger.getLogger(ResumePlanner.class);

    private final ResumeContext shard;
    private final CatchUpReader catchUpReader;

    public ResumePlanner(ResumeContext shard, CatchUpReader catchUpReader) {
        this.shard = shard;
        this.catchUpReader = catchUpReader;
    }

    /** What was found in one partition. A probe without a page found nothing amiss. */
    private record Probe(int partition, @Nullable HistoryPage historyPage, boolean unknown) {}

    /** @param admitted runs once the subscriber has a position */
    private record Request(Subscriber subscriber, StartPosition startPosition, Runnable admitted) {

        Request with(StartPosition other) {
            return new Request(subscriber, other, admitted);
        }
    }

    /** @param admitted runs on the loop, at once or later, when the subscriber has a position. Not if it is gone by then. */
    public void admit(Subscriber subscriber, StartPosition startPosition, Runnable admitted) {
        guarded(subscriber, () -> begin(new Request(subscriber, startPosition, admitted)));
    }

    /** A subscriber that could not be admitted would stay connected and receive heartbeats, but no events. */
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
            shard.subscriberRegistry().become(subscriber, Live.INSTANCE);
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

    /** A room that was added since the cursor was given may be in a partition that it does not name. */
    private Cursor complete(Subscriber subscriber, Cursor given) {
        EventId earliest = given.partitions().stream()
                .map(given::in)
                .min(EventId::compareTo)
                .orElse(EventId.ZERO);
        Cursor cursor = everywhere(subscriber, EventId.before(earliest.ms()));
        for (int partition : subscriber.partitions()) {
            EventId id = given.in(partition);
            cursor = id == null ? cursor : cursor.with(partition, id);
        }
        return cursor;
    }

    /** Not beyond what there is: a quiet partition may have ended long before the time that is meant. */
    private Cursor everywhere(Subscriber subscriber, EventId id) {
        Map<Integer, EventId> positions = new HashMap<>();
        for (int partition : subscriber.partitions()) {
            EventId end = shard.positions().of(partition);
            positions.put(partition, id.isAfter(end) ? end : id);
        }
        return Cursor.of(positions);
    }

    private void probe(Request request, Cursor cursor) {
        Subscriber subscriber = request.subscriber();
        List<Uni<Probe>> probes = new ArrayList<>();
        for (int partition : subscriber.partitions()) {
            EventId after = cursor.in(partition);
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

    /** This instance's reader may be behind that of the one where the cursor was given out; Redis knows. */
    private Uni<Probe> beyond(Subscriber subscriber, int partition, EventId after) {
        return shard.stored().bounds(partition).chain(bounds -> {
            if (after.isBefore(bounds.birth())) {
                return history(subscriber, partition, after, bounds.last());
            }
            return Uni.createFrom().item(new Probe(partition, null, after.isAfter(bounds.last())));
        });
    }

    private Uni<Probe> history(Subscriber subscriber, int partition, EventId after, EventId upTo) {
        Span span = new Span(partition, subscriber.channelsIn(partition), after, upTo, 1);
        return shard.stored().fromHistories(span).map(historyPage -> new Probe(partition, historyPage, false));
    }

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

    /** Whether what was in the windows still is, now that the histories of other partitions have been looked at. */
    private boolean isCovered(Subscriber subscriber, Cursor cursor, List<Probe> found) {
        return IntStream.of(subscriber.partitions())
                .filter(partition -> found.stream().noneMatch(probe -> probe.partition() == partition))
                .allMatch(partition -> shard.stored().isInWindow(partition, cursor.in(partition)));
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
        // The client's own, or the earliest that is available: if the connection ends before the reset, it is sent
        // again.
        Cursor from = repeat ? held : cursor;
        Behind behind = shard.subscriberRegistry().behindAt(resumable && !rewinds ? whole : from, repeat);
        behind.report(missing);
        behind.busy(true);
        shard.subscriberRegistry().become(subscriber, behind);
        shard.writer().ready(subscriber, recovered, from);
        if (!recovered) {
            Reason reason = startPosition instanceof StartPosition.Unknown
                    ? Reason.UNKNOWN
                    : lost ? Reason.LOST : Reason.EXPIRED;
            LOG.debugf("hub.reset reason=%s channels=%d", reason, missing.size());
            Set<Channel> channels =
                    missing.stream().map(Gap::channel).collect(Collectors.toCollection(LinkedHashSet::new));
            shard.writer().reset(subscriber, reason, channels, whole, resumable);
        }
        behind.busy(false);
        request.admitted().run();
        catchUpReader.advance(subscriber);
    }
}
