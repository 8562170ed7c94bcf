package io.herald.client.sse;

import io.herald.client.json.JsonReader;
import io.herald.client.stream.ReceivedEvent;
import io.herald.client.stream.StreamReady;
import io.herald.client.stream.StreamReset;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the data of frames. */
final class FrameReader {

    private FrameReader() {}

    static ReceivedEvent event(SseFrame frame) {
        Map<String, String> members = JsonReader.members(frame.data());
        return new ReceivedEvent(
                Optional.ofNullable(members.get("id")).map(FrameReader::text),
                text(members.get("channel")),
                text(members.get("event")),
                Instant.parse(text(members.get("time"))),
                text(members.getOrDefault("from", "\"\"")),
                members.getOrDefault("data", "null"));
    }

    static StreamReady ready(SseFrame frame) {
        Map<?, ?> data = object(frame);
        return new StreamReady(
                String.valueOf(data.get("connection")),
                Boolean.TRUE.equals(data.get("recovered")),
                names(data.get("rooms")));
    }

    /** Returns the interval of heartbeats, or the default if it is unreadable. */
    static Duration heartbeat(SseFrame frame, Duration otherwise) {
        try {
            return Duration.parse(String.valueOf(object(frame).get("heartbeat")));
        } catch (DateTimeParseException unreadable) {
            return otherwise;
        }
    }

    static StreamReset reset(SseFrame frame) {
        Map<?, ?> data = object(frame);
        return new StreamReset(String.valueOf(data.get("reason")), names(data.get("channels")));
    }

    static String reason(SseFrame frame) {
        return frame.event() + (object(frame).get("reason") instanceof String reason ? ": " + reason : "");
    }

    private static Map<?, ?> object(SseFrame frame) {
        return JsonReader.read(frame.data()) instanceof Map<?, ?> members ? members : Map.of();
    }

    private static List<String> names(Object list) {
        return list instanceof List<?> items
                ? items.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static String text(String json) {
        return (String) JsonReader.read(json);
    }
}
