package io.herald.publish.channel;

import io.herald.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Encodes the response to the sender of an event. */
final class EventIdJson {

    private EventIdJson() {}

    /** @param id the id of the event; null for an ephemeral event */
    static byte[] of(@Nullable String id) {
        return new JsonWriter().object().field("id", id).endObject().toBytes();
    }
}
