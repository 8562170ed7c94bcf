package io.herald.rooms;

import io.herald.event.Cursor;
import io.herald.event.CursorFormat;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.json.RawJson;
import io.herald.log.Revision;
import org.jspecify.annotations.Nullable;

/**
 * What became of a kept message.
 *
 * @param by the event that says so; of several the last one counts
 * @param content null for a message that was deleted, which stays so
 */
record KeptRevision(
        String room, EventId message, EventId by, @Nullable RawJson content) {

    static KeptRevision of(Event event, CursorFormat format) {
        Cursor subject = format.parse(event.eventAttributes().subject());
        return new KeptRevision(
                event.channels().get(0).name(),
                subject.in(event.partition()),
                event.id(),
                event.name().equals(Revision.DELETED) ? null : Revision.content(event.body()));
    }
}
