package io.herald.hub.resume;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.EventId;
import io.herald.hub.Shard;
import io.herald.hub.Sources;
import io.herald.hub.subscriber.Progress.Behind;
import io.herald.hub.subscriber.Progress.Live;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.transport.Ending;
import io.herald.hub.transport.Opening;
import io.herald.hub.transport.Reset;
import io.herald.hub.transport.Reset.Reason;
import io.herald.hub.transport.Start;
import io.herald.log.EventLog.Span;
import io.herald.log.Page;
import io.herald.log.Page.Gap;
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
 * Decides what a new subscriber is told first: where it goes on from, and whether something in between is missing. That
 * needs a look into Redis only where its cursor is older than the window, or newer than what this instance has read.
 */
public final class Admission {

    private static final Logger LOG = Logger.getLogger(Admission.class);

    private final Shard shard;
    private final Sources sources;

    public Admission(Shard shard, Sources sources) {
        this.shard = shard;
        this.sources = sources;
    }

    /** What was found in one partition. A probe without a page found nothing amiss. */
    private record Probe(int partition, @Nullable Page page, boolean unknown) {}

    public void admit(Subscriber subscriber, Start start) {
        guarded(subscriber, () -> begin(subscriber, start));
    }

    /** A subscriber that could not be admitted would stay connected and receive heartbeats, but no events. */
    private static void guarded(Subscriber subscriber, Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            subscriber.fail(e);
        }
    }

    private void begin(Subscriber subscriber, Start start) {
        if (start instanceof Start.Now) {
            subscriber.outlet.ready(new Opening(true, subscriber.cursor()));
            subscriber.arrive(Live.HERE);
            subscriber.admitted();
        } else if (start instanceof Start.After after) {
            probe(subscriber, start, complete(subscriber, after.cursor()));
        } else if (start instanceof Start.Rewind rewind) {
            EventId from =
                    EventId.before(sources.clock().millis() - rewind.back().toMillis());
            probe(subscriber, start, everywhere(subscriber, from));
        } else {
            probe(subscriber, start, everywhere(subscriber, EventId.ZERO));
        }
    }

    /** A room that was added since the cursor was given may be in a partition that it does not name. */
    private Cursor complete(Subscriber subscriber, Cursor given) {
        EventId earliest = given.partitions().stream()
                .map(given::in)
                .min(EventId::compareTo)
                .orElse(EventId.ZERO);
        Cursor cursor = everywhere(subscriber, EventId.before(earliest.ms()));
        for (int partition : subscriber.partitions) {
            EventId id = given.in(partition);
            cursor = id == null ? cursor : cursor.with(partition, id);
        }
        return cursor;
    }

    /** Not beyond what there is: a quiet partition may have ended long before the time that is meant. */
    private Cursor everywhere(Subscriber subscriber, EventId id) {
        Map<Integer, EventId> positions = new HashMap<>();
        for (int partition : subscriber.partitions) {
            EventId end = shard.position(partition);
            positions.put(partition, id.isAfter(end) ? end : id);
        }
        return Cursor.of(positions);
    }

    private void probe(Subscriber subscriber, Start start, Cursor cursor) {
        List<Uni<Probe>> probes = new ArrayList<>();
        for (int partition : subscriber.partitions) {
            EventId after = cursor.in(partition);
            if (after.isAfter(shard.position(partition))) {
                probes.add(beyond(subscriber, partition, after));
            } else if (!sources.windows()[partition].covers(after)) {
                probes.add(history(subscriber, partition, after, shard.position(partition)));
            }
        }
        if (probes.isEmpty()) {
            open(subscriber, start, cursor, List.of());
            return;
        }
        int births = shard.births();
        Uni.join()
                .all(probes)
                .andFailFast()
                .subscribe()
                .with(
                        found -> shard.loop.execute(
                                () -> guarded(subscriber, () -> answer(subscriber, start, cursor, found, births))),
                        failure -> shard.loop.execute(() -> subscriber.end(Ending.UNAVAILABLE)));
    }

    /** This instance's reader may be behind that of the one where the cursor was given out; Redis knows. */
    private Uni<Probe> beyond(Subscriber subscriber, int partition, EventId after) {
        return sources.log().bounds(partition).chain(bounds -> {
            if (after.isBefore(bounds.birth())) {
                return history(subscriber, partition, after, bounds.last());
            }
            return Uni.createFrom().item(new Probe(partition, null, after.isAfter(bounds.last())));
        });
    }

    private Uni<Probe> history(Subscriber subscriber, int partition, EventId after, EventId upTo) {
        Span span = new Span(partition, subscriber.channelsIn(partition), after, upTo, 1);
        return sources.log().read(span).map(page -> new Probe(partition, page, false));
    }

    private void answer(Subscriber subscriber, Start start, Cursor cursor, List<Probe> found, int births) {
        if (!subscriber.isSeated()) {
            return;
        }
        if (births != shard.births() || !isCovered(subscriber, cursor, found)) {
            probe(subscriber, start, cursor);
        } else if (found.stream().anyMatch(Probe::unknown)) {
            probe(subscriber, new Start.Unknown(), everywhere(subscriber, EventId.ZERO));
        } else {
            open(subscriber, start, cursor, found);
        }
    }

    /** Whether what was in the windows still is, now that the histories of other partitions have been looked at. */
    private boolean isCovered(Subscriber subscriber, Cursor cursor, List<Probe> found) {
        return IntStream.of(subscriber.partitions)
                .filter(partition -> found.stream().noneMatch(probe -> probe.partition() == partition))
                .allMatch(partition -> sources.windows()[partition].covers(cursor.in(partition)));
    }

    private void open(Subscriber subscriber, Start start, Cursor cursor, List<Probe> found) {
        List<Gap> told = new ArrayList<>();
        Cursor whole = cursor;
        Cursor held = cursor;
        boolean resumable = true;
        boolean lost = false;
        for (Probe probe : found) {
            if (probe.page() != null && !probe.page().gaps().isEmpty()) {
                Gaps gaps = new Gaps(probe.page().gaps());
                told.addAll(gaps.gaps());
                whole = whole.with(probe.partition(), gaps.resume());
                held = held.with(probe.partition(), gaps.earliest());
                lost |= gaps.reason() == Reason.LOST;
                resumable &= probe.page().holdsNothingUpTo(gaps.resume());
            }
        }
        boolean rewinds = start instanceof Start.Rewind;
        boolean recovered = told.isEmpty() || rewinds;
        // The client's own, or the earliest from which anything can be had: cut before the reset, it is told again.
        Cursor from = start instanceof Start.After ? cursor : held;
        Behind behind = shard.behind(resumable && !rewinds ? whole : from);
        behind.tell(told);
        behind.again = !(start instanceof Start.After);
        behind.busy = true;
        subscriber.become(behind);
        subscriber.outlet.ready(new Opening(recovered, shard.format().format(from)));
        if (!recovered) {
            Reason reason = start instanceof Start.Unknown ? Reason.UNKNOWN : lost ? Reason.LOST : Reason.EXPIRED;
            LOG.debugf("hub.reset reason=%s channels=%d", reason, told.size());
            Set<Channel> hurt = told.stream().map(Gap::channel).collect(Collectors.toCollection(LinkedHashSet::new));
            shard.tally.resets(reason).add(1);
            subscriber.outlet.reset(new Reset(reason, hurt, shard.format().format(whole), resumable));
        }
        behind.busy = false;
        subscriber.admitted();
        shard.catchUp().advance(subscriber);
    }
}
