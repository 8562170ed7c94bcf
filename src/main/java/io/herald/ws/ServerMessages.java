package io.herald.ws;

import io.herald.event.Channel;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.ResetEvent;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.problem.Problem;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Encodes the messages of the server that are not envelopes. The result is JSON, which the socket's encoder may convert. */
final class ServerMessages {

    private ServerMessages() {}

    static byte[] ready(ReadyEvent readyEvent, String connection, Duration heartbeat, Collection<String> rooms) {
        JsonWriter json = event("ready")
                .name("data")
                .object()
                .field("connection", connection)
                .field("recovered", readyEvent.recovered())
                .field("cursor", readyEvent.cursor())
                .field("heartbeat", heartbeat.toString())
                .name("rooms")
                .array();
        rooms.forEach(json::value);
        return json.endArray().endObject().endObject().toBytes();
    }

    static byte[] reset(ResetEvent resetEvent) {
        JsonWriter json = event("reset")
                .name("data")
                .object()
                .field("reason", resetEvent.reason().toString())
                .name("channels")
                .array();
        resetEvent.channels().stream().map(Channel::key).forEach(json::value);
        return json.endArray()
                .field("cursor", resetEvent.cursor())
                .endObject()
                .endObject()
                .toBytes();
    }

    static byte[] heartbeat(String cursor) {
        return event("hb").field("cursor", cursor).endObject().toBytes();
    }

    static byte[] ack(String id, RawJson data) {
        return event("ack").field("id", id).field("data", data).endObject().toBytes();
    }

    static byte[] error(@Nullable String id, Problem problem) {
        return event("error")
                .field("id", id)
                .name("data")
                .object()
                .field("code", problem.code().code())
                .field("message", problem.message())
                .endObject()
                .endObject()
                .toBytes();
    }

    private static JsonWriter event(String name) {
        return new JsonWriter().object().field("event", name);
    }
}
