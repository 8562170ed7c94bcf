package io.herald.access.token;

import io.herald.access.Caller;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.TreeSet;

/** Writes what a token grants. */
final class TokenRightsJson {

    private TokenRightsJson() {}

    static RawJson of(Caller caller) {
        JsonWriter json = new JsonWriter().object().field("user", caller.id());
        array(json, "groups", new TreeSet<>(caller.groups()));
        json.field("publisher", caller.isPublisher()).field("admin", caller.isAdmin());
        array(json, "join", caller.join().patterns());
        array(json, "send", caller.send().patterns());
        if (!caller.issuedAt().equals(Instant.EPOCH)) {
            json.field("issuedAt", DateTimeFormatter.ISO_INSTANT.format(caller.issuedAt()));
        }
        json.field("expiresAt", DateTimeFormatter.ISO_INSTANT.format(caller.expiresAt()));
        if (caller.jti() != null) {
            json.field("jti", caller.jti());
        }
        return json.endObject().raw();
    }

    private static void array(JsonWriter json, String name, Collection<String> texts) {
        json.name(name).array();
        texts.forEach(json::value);
        json.endArray();
    }
}
