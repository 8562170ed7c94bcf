package io.herald.rooms;

import io.herald.event.Cursor;
import io.herald.event.CursorFormat;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.json.RawJson;
import io.herald.log.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A revision of a kept message.
 *
 * @param message the position of the message
 * @param by the position of the revision's event; the last revision of a message applies
 * @param content the new content; null for a deletion, which no later revision reverts
 */
record KeptRevision(
        String room, EventId message, EventId by, @Nullable RawJson content) {

    static KeptRevision of(Event event, CursorFormat format) {
        Cursor subject = format.parse(event.eventAttributes().subject());
        return new KeptRevision(
                event.channels().get(0).name(),
                subject.positionIn(event.partition()),
                event.id(),
                event.name().equals(Revision.DELETED) ? null : Revision.content(event.body()));
    }
}
