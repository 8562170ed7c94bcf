package io.herald.access;

import io.herald.json.JsonFields;
import io.herald.json.JsonWriter;
import io.herald.json.StrictJson;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A caller on the way from the instance that issues a ticket to the one that takes it. */
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
        JsonFields fields = JsonFields.of(StrictJson.read(bytes));
        String id = fields.requiredText("sub", 128);
        var caller = new Caller(
                id == null ? "" : id,
                Set.copyOf(list(fields, "groups")),
                RoomPatterns.of(list(fields, "join")),
                RoomPatterns.of(list(fields, "send")),
                Instant.ofEpochSecond(fields.number("exp", 0, 0, Long.MAX_VALUE)),
                Instant.ofEpochSecond(fields.number("iat", 0, 0, Long.MAX_VALUE)),
                fields.parsed("jti", Function.identity()));
        fields.finish();
        return caller;
    }

    private static void list(JsonWriter json, String name, Collection<String> values) {
        json.name(name).array();
        values.forEach(json::value);
        json.endArray();
    }

    private static List<String> list(JsonFields fields, String name) {
        List<String> values = fields.list(name, MANY, Function.identity());
        return values == null ? List.of() : values;
    }
}
