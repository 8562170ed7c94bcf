package io.herald.log;

import io.herald.event.Envelope;
import io.herald.json.JsonKind;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What later events make of a message: {@code message.edited} gives it other content, {@code message.deleted} none. */
public final class Revision {

    public static final String MESSAGE = "message";
    public static final String EDITED = "message.edited";
    public static final String DELETED = "message.deleted";

    private static final String CONTENT = "content";

    private Revision() {}

    public static boolean isOne(String event) {
        return event.equals(EDITED) || event.equals(DELETED);
    }

    /** The content that a body's data has; null for none. */
    public static @Nullable RawJson content(byte[] body) {
        Map<String, RawJson> members = new HashMap<>();
        RawJson data = data(body);
        if (data.kind() == JsonKind.OBJECT) {
            data.members(members::put);
        }
        return members.get(CONTENT);
    }

    /** The same body with other content in its data, or without. */
    public static byte[] withContent(byte[] body, @Nullable RawJson content) {
        RawJson data = data(body);
        if (data.kind() != JsonKind.OBJECT) {
            return body;
        }
        JsonWriter revised = new JsonWriter(body.length).object();
        data.members((name, value) -> revised.field(name, name.equals(CONTENT) ? content : value));
        return Envelope.withData(body, revised.endObject().toBytes());
    }

    private static RawJson data(byte[] body) {
        return StrictJson.trusted(body, Envelope.dataStart(body), body.length - 1);
    }
}
