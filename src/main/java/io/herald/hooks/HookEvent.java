package io.herald.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.event.Envelope;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event for one hook.
 *
 * @param position orders the events of the hook
 * @param subject the user or room that it is about, as a channel
 * @param at when it happened
 * @param data JSON
 * @param failingSince when its first attempt failed; null if none has
 */
record HookEvent(
        long position,
        String type,
        String subject,
        Instant at,
        String data,
        @Nullable Instant failingSince) {

    /** Returns the id that receivers see. It is the same for every attempt and every replay. */
    String id() {
        return HookEventId.format(at, position);
    }

    /** Returns the body of the request. */
    byte[] toJson() {
        return new JsonWriter(data.length() + 128)
                .object()
                .field("type", type)
                .field("timestamp", Envelope.time(at))
                .field("data", json())
                .endObject()
                .toBytes();
    }

    RawJson json() {
        byte[] bytes = data.getBytes(UTF_8);
        return StrictJson.trusted(bytes, 0, bytes.length);
    }
}
