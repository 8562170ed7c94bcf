package io.herald.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.event.Channel;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.ResetEvent;
import io.herald.json.JsonWriter;
import java.time.Duration;
import java.util.Collection;

/** Encodes the frames that concern the stream itself instead of an event of a channel. */
final class SseControlFrames {

    private static final Duration EVICTED_RETRY = Duration.ofHours(1);

    private SseControlFrames() {}

    static byte[] ready(
            ReadyEvent readyEvent, String connection, Duration retry, Duration heartbeat, Collection<String> rooms) {
        JsonWriter data = new JsonWriter()
                .object()
                .field("connection", connection)
                .field("recovered", readyEvent.recovered())
                .field("cursor", readyEvent.cursor())
                .field("heartbeat", heartbeat.toString())
                .name("rooms")
                .array();
        rooms.forEach(data::value);
        String json = new String(data.endArray().endObject().toBytes(), UTF_8);
        return bytes(retryLine(retry.toMillis()) + "\n" + frame(readyEvent.cursor(), "ready", json));
    }

    static byte[] reset(ResetEvent resetEvent) {
        JsonWriter data = new JsonWriter()
                .object()
                .field("reason", resetEvent.reason().toString())
                .name("channels")
                .array();
        resetEvent.channels().stream().map(Channel::key).forEach(data::value);
        String json = new String(
                data.endArray().field("cursor", resetEvent.cursor()).endObject().toBytes(), UTF_8);
        String id = resetEvent.resumable() ? "id: " + resetEvent.cursor() + "\n" : "";
        return bytes(id + "event: reset\ndata: " + json + "\n\n");
    }

    static byte[] heartbeat(String cursor) {
        return bytes(frame(cursor, "hb", "{}"));
    }

    /** Replaces an error status, after which an EventSource does not reconnect. */
    static byte[] unavailable(String reason, long retryMillis) {
        return bytes(retryLine(retryMillis) + "event: unavailable\ndata: {\"reason\":\"" + reason + "\"}\n\n");
    }

    /** Sets a retry delay of one hour, so that tabs of the same user do not evict each other in turn. */
    static byte[] evicted() {
        return bytes(retryLine(EVICTED_RETRY.toMillis()) + "event: evicted\ndata: {}\n\n");
    }

    static byte[] retry(long millis) {
        return bytes(retryLine(millis) + "\n");
    }

    private static String retryLine(long millis) {
        return "retry: " + millis + "\n";
    }

    private static String frame(String id, String event, String json) {
        return "id: " + id + "\nevent: " + event + "\ndata: " + json + "\n\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
