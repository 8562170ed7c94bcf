package io.herald.access.ticket;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.json.JsonFields;
import io.herald.json.JsonWriter;
import io.herald.json.StrictJson;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Encodes a caller as JSON, for transfer from the instance that issues a ticket to the instance that redeems it. */
final class CallerJson {
    private static final int MANY = 10_000;

    private CallerJson() {}

    static byte[] write(Caller caller) {
        var json = new JsonWriter(256).object().field("sub", caller.id());
        list(json, "groups", caller.groups());
        list(json, "join", caller.join().patterns());
        list(json, "send", caller.send().patterns());
        return json.field("exp", caller.expiresAt().getEpochSecond())
                .field("iat", caller.issuedAt().getEpochSecond())
                .field("jti", caller.jti())
                .endObject()
                .toBytes();
    }

    static Caller read(byte[] bytes) {
        JsonFields jsonFields = JsonFields.of(StrictJson.read(bytes));
        String id = jsonFields.requiredText("sub", 128);
        var caller = new Caller(
                id == null ? "" : id,
                Set.copyOf(list(jsonFields, "groups")),
                RoomPatterns.of(list(jsonFields, "join")),
                RoomPatterns.of(list(jsonFields, "send")),
                Instant.ofEpochSecond(jsonFields.number("exp", 0, 0, Long.MAX_VALUE)),
                Instant.ofEpochSecond(jsonFields.number("iat", 0, 0, Long.MAX_VALUE)),
                jsonFields.parsed("jti", Function.identity()));
        jsonFields.throwIfInvalid();
        return caller;
    }

    private static void list(JsonWriter json, String name, Collection<String> values) {
        json.name(name).array();
        values.forEach(json::value);
        json.endArray();
    }

    private static List<String> list(JsonFields jsonFields, String name) {
        List<String> values = jsonFields.list(name, MANY, Function.identity());
        return values == null ? List.of() : values;
    }
}
