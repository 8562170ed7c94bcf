package io.herald.inbox;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.EventAttributes;
import io.herald.json.JsonWriter;
import io.herald.log.Append;
import io.herald.preferences.QuietHoursSummary;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The event {@code inbox.changed}, which informs all connections of a user of a change of the inbox. */
final class InboxChangedEvent {

    private InboxChangedEvent() {}

    /** Returns the append of the event. It is ephemeral: a client that misses it reads the inbox. */
    static Append append(String user, InboxChange change, UUID[] ids, ItemTransition itemTransition, Instant now) {
        byte[] body = Envelope.body(now, user, data(change, ids, itemTransition));
        return new Append(List.of(Channel.user(user)), QuietHoursSummary.EVENT, body, EventAttributes.EPHEMERAL);
    }

    static byte[] data(InboxChange changed, UUID[] ids, ItemTransition itemTransition) {
        JsonWriter json = new JsonWriter()
                .object()
                .field("unread", changed.unread())
                .name("ids")
                .array();
        for (UUID id : ids) {
            json.value(id.toString());
        }
        return json.endArray()
                .field("state", itemTransition.value())
                .field("version", changed.version())
                .endObject()
                .toBytes();
    }
}
