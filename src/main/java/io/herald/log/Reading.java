package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.log.Entries.Entry;
import io.herald.log.EventLog.Bounds;
import io.herald.log.EventLog.Span;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * What the read script found.
 *
 * @param floor below it, a history that does not exist may have held something
 * @param stretches one for each channel of the span
 */
record Reading(Bounds bounds, EventId floor, List<Stretch> stretches) {

    private static final int FIRST_CHANNEL = 3;

    /** One channel's history between the two ends of a span. */
    sealed interface Stretch {

        default List<Entry> entries() {
            return List.of();
        }

        /** At least one entry. */
        record Some(List<Entry> entries) implements Stretch {}

        /** Nothing in between, but something later, which has this id before it. */
        record Later(EventId previous) implements Stretch {}

        /** Only what is older. */
        record Nothing() implements Stretch {}

        /** No history at all. */
        record Missing() implements Stretch {}
    }

    /** Whether the log that answered, if there is one, has got as far as that. */
    static boolean reaches(Response reply, EventId upTo) {
        return reply.size() > 0 && !id(reply, 1).isBefore(upTo);
    }

    static Reading of(Span span, Response reply) {
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 0; i < span.channels().size(); i++) {
            stretches.add(stretch(span, span.channels().get(i), reply.get(FIRST_CHANNEL + i)));
        }
        return new Reading(new Bounds(id(reply, 0), id(reply, 1)), id(reply, 2), stretches);
    }

    private static Stretch stretch(Span span, Channel channel, Response history) {
        return switch (history.type()) {
            case MULTI ->
                history.size() == 0
                        ? new Stretch.Nothing()
                        : new Stretch.Some(Entries.ofHistory(span.partition(), channel, history));
            case NUMBER -> new Stretch.Missing();
            default -> new Stretch.Later(EventId.parse(history.toString()));
        };
    }

    private static EventId id(Response reply, int index) {
        return EventId.parse(reply.get(index).toString());
    }
}
