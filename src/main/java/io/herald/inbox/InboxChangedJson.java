package io.herald.inbox;

import io.herald.json.JsonWriter;
import java.util.UUID;

/** Encodes the data of {@code inbox.changed}. */
final class InboxChangedJson {

    private InboxChangedJson() {}

    static byte[] of(InboxChange changed, UUID[] ids, ItemTransition itemTransition) {
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
