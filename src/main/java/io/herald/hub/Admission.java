package io.herald.hub;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.EventId;
import io.herald.hub.Progress.Behind;
import io.herald.hub.Progress.Live;
import io.herald.hub.Reset.Reason;
import io.herald.log.EventLog.Span;
import io.herald.log.Page;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a new subscriber is told first: where it goes on from, and whether something in between is missing. That
 * needs a look into Redis only where its cursor is older than the window, or newer than what this instance has read.
 */
final class Admission {

    private static final Logger LOG = Logger.getLogger(Admission.class);

    private final Shard shard;
    private final Sources sources;

    Admission(Shard shard, Sources sources) {
        this.shard = shard;
        this.sources = sources;
    }

    /** What was found in one partition. A probe without a page found nothing amiss. */
    private record Probe(
            int partition, EventId after, @Nullable Page page, boolean unknown) {}

    void admit(Subscriber subscriber, Start start) {
        if (start instanceof Start.Now) {
            subscriber.outlet.ready(new Opening(true, subscriber.cursor()));
            subscriber.arrive(Live.HERE);
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
        Map<Integer, EventId> positions = new HashMap<>();
        for (int partition : subscriber.partitions) {
            EventId id = given.in(partition);
            positions.put(partition, id == null ? EventId.before(earliest.ms()) : id);
        }
        return Cursor.of(positions);
    }

    private Cursor everywhere(Subscriber subscriber, EventId id) {
        Map<Integer, EventId> positions = new HashMap<>();
        for (int partition : subscriber.partitions) {
            positions.put(partition, id);
        }
        return Cursor.of(positions);
    }

    private void probe(Subscriber subscriber, Start start, Cursor cursor) {
        List<Uni<Probe>> probes = new ArrayList<>();
        for (int partition : subscriber.partitions) {
            EventId after = cursor.in(partition);
            if (after.isAfter(shard.position(partition))) {
                probes.add(beyond(partition, after));
            } else if (!sources.windows()[partition].covers(after)) {
                probes.add(history(subscriber, partition, after));
            }
        }
        if (probes.isEmpty()) {
            open(subscriber, start, cursor, List.of());
            return;
        }
        Uni.join()
                .all(probes)
                .andFailFast()
                .subscribe()
                .with(
                        found -> shard.loop.execute(() -> answer(subscriber, start, cursor, found)),
                        failure -> shard.loop.execute(() -> subscriber.end(Ending.UNAVAILABLE)));
    }

    /** This instance's reader may be behind that of the one where the cursor was given out; Redis knows. */
    private Uni<Probe> beyond(int partition, EventId after) {
        return sources.log()
                .bounds(partition)
                .map(bounds -> new Probe(partition, after, null, after.isAfter(bounds.last())));
    }

    private Uni<Probe> history(Subscriber subscriber, int partition, EventId after) {
        List<Channel> channels = subscriber.channels.stream()
                .filter(c -> c.equals(Channel.EVERYONE) || sources.log().partitionOf(c) == partition)
                .toList();
        Span span = new Span(partition, channels, after, shard.position(partition), 1);
        return sources.log().read(span).map(page -> new Probe(partition, after, page, false));
    }

    private void answer(Subscriber subscriber, Start start, Cursor cursor, List<Probe> found) {
        if (found.stream().anyMatch(Probe::unknown)) {
            probe(subscriber, new Start.Unknown(), everywhere(subscriber, EventId.ZERO));
        } else {
            open(subscriber, start, cursor, found);
        }
    }

    private void open(Subscriber subscriber, Start start, Cursor cursor, List<Probe> found) {
        if (!subscriber.isSeated()) {
            return;
        }
        Behind behind = shard.behind(cursor);
        Cursor whole = cursor;
        Cursor held = cursor;
        boolean resumable = true;
        boolean lost = false;
        Set<Channel> hurt = new LinkedHashSet<>();
        for (Probe probe : found) {
            if (probe.page() != null && !probe.page().gaps().isEmpty()) {
                Gaps gaps = new Gaps(probe.page().gaps());
                behind.tell(probe.partition(), gaps.resume());
                whole = whole.with(probe.partition(), gaps.resume());
                held = held.with(probe.partition(), gaps.earliest());
                lost |= gaps.reason() == Reason.LOST;
                hurt.addAll(gaps.channels());
                resumable &= probe.page().events().stream().allMatch(e -> e.id().isAfter(gaps.resume()));
            }
        }
        subscriber.become(behind);
        boolean recovered = hurt.isEmpty() || start instanceof Start.Rewind;
        Cursor from = start instanceof Start.Rewind ? held : start instanceof Start.Unknown ? whole : cursor;
        subscriber.outlet.ready(new Opening(recovered, shard.format().format(from)));
        if (!recovered) {
            Reason reason = start instanceof Start.Unknown ? Reason.UNKNOWN : lost ? Reason.LOST : Reason.EXPIRED;
            LOG.debugf("hub.reset reason=%s channels=%d", reason, hurt.size());
            subscriber.outlet.reset(new Reset(reason, hurt, shard.format().format(whole), resumable));
        }
        shard.catchUp().advance(subscriber);
    }
}
