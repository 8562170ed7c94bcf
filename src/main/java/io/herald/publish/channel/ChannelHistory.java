package io.herald.publish.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.EventLog;
import io.herald.log.KeptMessageReader;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the history of a channel in pages, from the log and then from the kept messages. */
@ApplicationScoped
public class ChannelHistory {

    private static final EventId END = new EventId(999_999_999_999_999L, 0);

    private final EventLog log;
    private final KeptMessageReader kept;
    private final HistoryCompleteness historyCompleteness;
    private final CursorFormat format;
    private final Clock clock;

    ChannelHistory(EventLog log, KeptMessageReader kept, Clock clock) {
        this.log = log;
        this.kept = kept;
        this.historyCompleteness = new HistoryCompleteness(log, kept);
        this.format = new CursorFormat(log.partitions());
        this.clock = clock;
    }

    /**
     * Returns a page of events as JSON. With {@code after}, the oldest events come first; otherwise the newest, before
     * {@code before} or from the end. The page has {@code "reset":true} if events after {@code after} are no longer
     * available. Without {@code after}, the member means that the service cannot tell whether older messages are kept.
     */
    public Uni<byte[]> page(Channel channel, @Nullable String before, @Nullable String after, int limit) {
        if (before != null && after != null) {
            throw Problem.invalid("before", "must not be combined with after").asException();
        }
        boolean newestFirst = after == null;
        String given = newestFirst ? before : after;
        EventId from = given == null ? END : position(channel, newestFirst ? "before" : "after", given);
        // Reads one event more than requested, to determine whether there is a next page.
        return kept.keepsMessages(channel)
                .map(keeps -> keeps ? Keeping.YES : Keeping.NO)
                .onFailure()
                .recoverWithItem(Keeping.UNKNOWN)
                .chain(keeping -> (keeping == Keeping.YES
                                ? readLogAndKept(channel, from, newestFirst, limit + 1)
                                : log.history(channel, from, newestFirst, limit + 1))
                        // Checked after the read: events that are trimmed in between cause a reset, although they were
                        // still read. The reverse order would miss a loss.
                        .chain(events -> isComplete(channel, from, newestFirst, keeping, events.size() > limit)
                                .map(whole -> page(channel, events, limit, !whole))));
    }

    /**
     * Whether the messages of a channel are kept beyond the log. While PostgreSQL is unavailable, the copy in Redis decides;
     * without a copy the answer is unknown.
     */
    private enum Keeping {
        YES,
        NO,
        UNKNOWN
    }

    /**
     * Returns false if events after {@code from} are no longer available. A reader that pages backwards sees where the history
     * ends, so this direction is incomplete only if the log has no more events and nobody knows whether messages are kept.
     */
    private Uni<Boolean> isComplete(
            Channel channel, EventId from, boolean newestFirst, Keeping keeping, boolean filled) {
        return newestFirst
                ? Uni.createFrom().item(filled || keeping != Keeping.UNKNOWN)
                : historyCompleteness.after(channel, from, keeping == Keeping.YES);
    }

    /** Joins both sources: all events of the log are newer than the messages that only the database holds. */
    private Uni<List<Event>> readLogAndKept(Channel channel, EventId from, boolean newestFirst, int limit) {
        if (newestFirst) {
            return log.history(channel, from, true, limit)
                    .chain(held -> more(held, limit, missing -> {
                        EventId oldest = held.isEmpty()
                                ? from
                                : held.get(held.size() - 1).id();
                        return kept.page(channel, EventId.ZERO, oldest, true, missing);
                    }));
        }
        return log.history(channel, EventId.ZERO, false, 1)
                .chain(oldest -> {
                    EventId begin = oldest.isEmpty() ? END : oldest.get(0).id();
                    return from.isBefore(begin)
                            ? kept.page(channel, from, begin, false, limit)
                            : Uni.createFrom().item(List.<Event>of());
                })
                .chain(older -> more(older, limit, missing -> log.history(channel, from, false, missing)));
    }

    private static Uni<List<Event>> more(List<Event> some, int limit, IntFunction<Uni<List<Event>>> rest) {
        return some.size() == limit
                ? Uni.createFrom().item(some)
                : rest.apply(limit - some.size())
                        .map(others ->
                                Stream.concat(some.stream(), others.stream()).toList());
    }

    private EventId position(Channel channel, String field, String text) {
        var cursor = format.parse(text);
        EventId id = cursor == null ? null : cursor.positionIn(log.partitionOf(channel));
        if (id == null) {
            throw Problem.invalid(field, "must be the id of an event of this channel")
                    .asException();
        }
        return id;
    }

    private byte[] page(Channel channel, List<Event> events, int limit, boolean reset) {
        List<Event> shown = events.subList(0, Math.min(limit, events.size()));
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        json.writeBytes("{\"events\":[".getBytes(UTF_8));
        long now = clock.millis();
        String separator = "";
        for (Event event : shown) {
            if (!event.isExpired(now) && !log.isWithdrawn(event)) {
                json.writeBytes(separator.getBytes(UTF_8));
                json.writeBytes(envelope(channel, event));
                separator = ",";
            }
        }
        Event last = shown.isEmpty() ? null : shown.get(shown.size() - 1);
        boolean more = events.size() > limit && last != null;
        String next = more ? ",\"next\":\"" + format.formatId(last.partition(), last.id()) + "\"" : "";
        String end = "]" + next + (reset ? ",\"reset\":true}" : "}");
        json.writeBytes(end.getBytes(UTF_8));
        return json.toByteArray();
    }

    private byte[] envelope(Channel channel, Event event) {
        String id = format.formatId(event.partition(), event.id());
        return Envelope.encode(Envelope.head(id, id, channel, event.name()), event.body());
    }
}
