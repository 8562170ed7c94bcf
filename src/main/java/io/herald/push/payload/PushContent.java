package io.herald.push.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of a notification that a push shows. */
public record PushContent(
        String type,
        String title,
        @Nullable String body,
        @Nullable String category,
        @Nullable String link) {

    /** The content of a test notification. */
    public static final PushContent TEST =
            new PushContent("info", "Test notification", "Push notifications reach this browser.", null, null);

    /** @param json the data of the event, as the inbox stores it */
    static PushContent parse(String json) {
        Map<String, RawJson> members = new HashMap<>();
        StrictJson.read(json.getBytes(UTF_8)).members(members::put);
        return new PushContent(
                members.get("type").text(),
                members.get("title").text(),
                text(members, "body"),
                text(members, "category"),
                text(members, "link"));
    }

    PushContent withBody(@Nullable String other) {
        return new PushContent(type, title, other, category, link);
    }

    PushContent withTitle(String other) {
        return new PushContent(type, other, body, category, link);
    }

    PushContent withoutLink() {
        return new PushContent(type, title, body, category, null);
    }

    private static @Nullable String text(Map<String, RawJson> members, String name) {
        RawJson value = members.get(name);
        return value == null ? null : value.text();
    }
}
