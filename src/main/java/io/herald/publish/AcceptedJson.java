package io.herald.publish;

import io.herald.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Encodes the response to the sender of an event. */
final class AcceptedJson {

    private AcceptedJson() {}

    /** @param id the id of the event; null for an ephemeral event */
    static byte[] of(@Nullable String id) {
        return new JsonWriter().object().field("id", id).endObject().toBytes();
    }
}
