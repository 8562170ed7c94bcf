package io.herald.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.testing.Api;
import io.herald.testing.SseEvent;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads whole inboxes. */
public final class InboxReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private InboxReader() {}

    /** Returns the titles of all pages, newest first. */
    public static List<String> titles(Api reader) {
        List<String> titles = new ArrayList<>();
        String before = "";
        do {
            JsonNode page = read(reader.get("/api/v1/inbox?limit=200" + before));
            page.get("items").forEach(item -> titles.add(item.get("title").asText()));
            before = page.has("next") ? "&before=" + page.get("next").asText() : "";
        } while (!before.isEmpty());
        return titles;
    }

    /** Returns everything that a user can read of the notifications sent to them, except streams. */
    public static String everything(Api reader, String user, String cursor) {
        return Stream.of("inbox", "channels/user:" + user + "/events", "poll?wait=0s&cursor=" + cursor)
                .map(path -> reader.get("/api/v1/" + path).body())
                .collect(Collectors.joining("\n"));
    }

    /** Parses the body of a successful response. Throws on any other status. */
    public static JsonNode read(HttpResponse<String> answer) {
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return parse(answer.body());
    }

    /** Returns the data of an envelope. */
    public static JsonNode data(SseEvent event) {
        return parse(event.data()).get("data");
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(json, e);
        }
    }
}
