package io.herald.publish.channel;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.log.EventLog;
import io.herald.log.EventLog.Bounds;
import io.herald.log.EventLog.Span;
import io.herald.log.KeptMessageReader;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Determines whether all events of a channel after a position are still available. */
final class HistoryCompleteness {

    private final EventLog log;
    private final KeptMessageReader kept;

    HistoryCompleteness(EventLog log, KeptMessageReader kept) {
        this.log = log;
        this.kept = kept;
    }

    /**
     * Returns whether all events of the channel after the position are available, in the log or as kept messages.
     *
     * @param keeps whether the messages of the channel are kept beyond the log
     */
    Uni<Boolean> after(Channel channel, EventId position, boolean keeps) {
        return log.bounds(log.partitionOf(channel))
                .chain(bounds -> isHeld(channel, position, bounds))
                .chain(held -> held || !keeps ? Uni.createFrom().item(held) : isKept(channel, position));
    }

    private Uni<Boolean> isHeld(Channel channel, EventId position, Bounds bounds) {
        if (position.isAfter(bounds.last())) {
            return Uni.createFrom().item(false);
        }
        Span span = new Span(log.partitionOf(channel), List.of(channel), position, bounds.last(), 1);
        return log.read(span).map(historyPage -> historyPage.gaps().isEmpty());
    }

    /**
     * Returns whether a message at or before the position is still kept. Retention deletes the oldest messages first, so all
     * later messages are kept too.
     */
    private Uni<Boolean> isKept(Channel channel, EventId position) {
        EventId next = new EventId(position.ms(), position.seq() + 1);
        return kept.page(channel, EventId.ZERO, next, true, 1).map(upTo -> !upTo.isEmpty());
    }
}
