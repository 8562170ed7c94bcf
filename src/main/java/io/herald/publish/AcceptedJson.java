package io.herald.publish;

import io.herald.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** What the sender of an event is answered. */
final class AcceptedJson {

    private AcceptedJson() {}

    /** @param id null for an ephemeral one */
    static byte[] of(@Nullable String id) {
        return new JsonWriter().object().field("id", id).endObject().toBytes();
    }
}
