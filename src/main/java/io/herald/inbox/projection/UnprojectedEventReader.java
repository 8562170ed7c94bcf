package io.herald.inbox.projection;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.EventLog;
import io.herald.log.EventLog.Span;
import io.herald.log.WorkQueue;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the event of a notification that the projection has not inserted yet. Such an event is not older than the oldest
 * entry of the work queue of its partition. If that queue is empty, nothing is read. Otherwise the number of reads is bounded,
 * so that no id causes unbounded cost. The user's own channel is read separately, so that events of busy rooms do not exhaust
 * its reads.
 */
final class UnprojectedEventReader {

    private static final int VERSION = 7;

    /** Events per read of a single channel. The reads of a span then cover a history of the default length. */
    private static final int EVENTS_OF_ONE = 500;

    /** Events per read and channel, if a span has many channels. */
    private static final int EVENTS_OF_EACH = 100;

    /** The maximum number of reads of a span. After half of them, the search skips to the events that were just delivered. */
    private static final int READS = 10;

    /** The tolerated difference between the clocks of the instances and of Redis. */
    private static final long SKEW_MS = 2_000;

    /** The age up to which an event was just delivered. A scheduled notification is delivered long after the time in its id. */
    private static final long JUST_DELIVERED_MS = 10_000;

    private final EventLog log;
    private final WorkQueue queue;
    private final Clock clock;

    UnprojectedEventReader(EventLog log, WorkQueue queue, Clock clock) {
        this.log = log;
        this.queue = queue;
        this.clock = clock;
    }

    /** Returns the event, or null if none of the channels contains it or the projection has inserted it in the meantime. */
    Uni<@Nullable Event> find(List<Channel> channels, UUID id) {
        if (id.version() != VERSION || time(id) > clock.millis() + SKEW_MS) {
            return Uni.createFrom().nullItem();
        }
        return Multi.createFrom()
                .iterable(byPartition(channels).entrySet())
                .onItem()
                .transformToUniAndConcatenate(part -> find(part.getKey(), part.getValue(), id))
                .select()
                .first()
                .toUni();
    }

    /** Groups channels by partition. Work queue entries of events for everyone exist in the first partition only. */
    private Map<Integer, List<Channel>> byPartition(List<Channel> channels) {
        Map<Integer, List<Channel>> byPartition = new TreeMap<>();
        for (Channel channel : channels) {
            int partition = channel.equals(Channel.EVERYONE) ? 0 : log.partitionOf(channel);
            byPartition.computeIfAbsent(partition, p -> new ArrayList<>()).add(channel);
        }
        return byPartition;
    }

    private Uni<@Nullable Event> find(int partition, List<Channel> channels, UUID id) {
        return queue.backlog(partition)
                .chain(backlog -> backlog.entries() == 0
                        ? Uni.createFrom().nullItem()
                        : log.bounds(partition).chain(bounds -> {
                            EventId after = EventId.before(Math.max(time(id), backlog.since()) - SKEW_MS);
                            return search(spans(partition, channels, after, bounds.last()), id);
                        }));
    }

    private static List<Span> spans(int partition, List<Channel> channels, EventId after, EventId upTo) {
        List<Channel> own = channels.stream().filter(Channel::isUser).toList();
        List<Channel> shared =
                channels.stream().filter(channel -> !channel.isUser()).toList();
        return Stream.of(
                        new Span(partition, own, after, upTo, EVENTS_OF_ONE),
                        new Span(partition, shared, after, upTo, EVENTS_OF_EACH))
                .filter(span -> !span.channels().isEmpty())
                .toList();
    }

    private Uni<@Nullable Event> search(List<Span> spans, UUID id) {
        return Multi.createFrom()
                .iterable(spans)
                .onItem()
                .transformToUniAndConcatenate(span -> search(span, id, READS))
                .select()
                .first()
                .toUni();
    }

    private Uni<@Nullable Event> search(Span span, UUID id, int reads) {
        return log.read(span).chain(historyPage -> {
            Event found = among(historyPage.events(), id);
            if (found != null || reads == 1 || !historyPage.upTo().isBefore(span.upTo())) {
                return Uni.createFrom().item(found);
            }
            EventId justDelivered = EventId.before(span.upTo().ms() - JUST_DELIVERED_MS);
            EventId after = reads - 1 == READS / 2 ? historyPage.upTo().max(justDelivered) : historyPage.upTo();
            return search(new Span(span.partition(), span.channels(), after, span.upTo(), span.limit()), id, reads - 1);
        });
    }

    private static long time(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }

    private static @Nullable Event among(List<Event> events, UUID id) {
        return events.stream()
                .filter(event -> event.name().equals(ProjectedNotification.EVENT)
                        && id.toString().equals(event.eventAttributes().subject()))
                .findFirst()
                .orElse(null);
    }
}
