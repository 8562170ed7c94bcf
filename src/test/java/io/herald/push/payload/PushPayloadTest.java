package io.herald.push.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PushPayloadTest {

    private static final int MOST = 3_993;
    private static final UUID ID = UUID.fromString("019ab8a4-8c5e-7d21-9f3e-0a1b2c3d4e5f");

    private final PushPayload payload = new PushPayload(URI.create("https://app.example.com/inbox"), MOST);

    private static PushMessage message(String title, @Nullable String body, @Nullable String link) {
        return new PushMessage(ID, new PushContent("info", title, body, "orders", link), null, 3);
    }

    private JsonNode encode(PushMessage message) {
        byte[] json = payload.encode(message);
        assertTrue(json.length <= MOST, json.length + " bytes");
        return parse(json);
    }

    private static JsonNode parse(byte[] json) {
        try {
            return new ObjectMapper().readTree(new String(json, UTF_8)).path("notification");
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void is_a_declarative_push_message() {
        assertEquals(
                "{\"web_push\":8030,\"notification\":{\"title\":\"Shipped\",\"body\":\"On Friday\","
                        + "\"navigate\":\"https://app.example.com/orders/4711\",\"tag\":\"" + ID
                        + "\",\"silent\":false,\"app_badge\":\"3\",\"data\":{\"id\":\"" + ID
                        + "\",\"type\":\"info\",\"category\":\"orders\",\"link\":\"/orders/4711\",\"truncated\":false}}}",
                new String(payload.encode(message("Shipped", "On Friday", "/orders/4711")), UTF_8));
    }

    @Test
    void absent_fields_are_omitted() {
        PushMessage message = new PushMessage(ID, new PushContent("info", "Shipped", null, null, null), null, 0);
        assertEquals(
                "{\"web_push\":8030,\"notification\":{\"title\":\"Shipped\",\"navigate\":\"https://app.example.com/inbox\","
                        + "\"tag\":\"" + ID + "\",\"silent\":false,\"app_badge\":\"0\",\"data\":{\"id\":\"" + ID
                        + "\",\"type\":\"info\",\"truncated\":false}}}",
                new String(payload.encode(message), UTF_8));
    }

    @Test
    void the_collapse_key_is_the_tag() {
        PushContent content = new PushContent("info", "Shipped", null, null, null);
        assertEquals(
                "cpu",
                encode(new PushMessage(ID, content, "cpu", 1)).path("tag").asText());
    }

    @Test
    void a_link_to_another_site_stays() {
        assertEquals(
                "https://example.org/a",
                encode(message("a", null, "https://example.org/a"))
                        .path("navigate")
                        .asText());
    }

    @Test
    void without_a_site_only_a_whole_address_is_opened() {
        PushPayload without = new PushPayload(null, MOST);
        assertTrue(
                parse(without.encode(message("a", null, "/a"))).path("navigate").isMissingNode());
        assertTrue(
                parse(without.encode(message("a", null, null))).path("navigate").isMissingNode());
        assertEquals(
                "https://example.org/a",
                parse(without.encode(message("a", null, "https://example.org/a")))
                        .path("navigate")
                        .asText());
    }

    @Test
    void a_long_body_is_truncated_at_a_word_and_marked() {
        JsonNode notification = encode(message("Shipped", "word ".repeat(2_000), "/orders/4711"));
        String body = notification.path("body").asText();
        assertTrue(body.endsWith("word…"), body.substring(body.length() - 20));
        assertTrue(body.length() > 3_000);
        assertTrue(notification.path("data").path("truncated").asBoolean());
        assertEquals("/orders/4711", notification.path("data").path("link").asText());
    }

    @Test
    void the_longest_message_fills_the_payload() {
        int length = payload.encode(message("Shipped", "x".repeat(9_999), "/orders/4711")).length;
        assertTrue(length > MOST - 8, length + " bytes");
    }

    @Test
    void a_long_title_is_truncated_after_the_body() {
        JsonNode notification = encode(message("🎉".repeat(500), "body", "/" + "x".repeat(1_000)));
        assertTrue(notification.path("title").asText().endsWith("🎉…"));
        assertTrue(notification.path("body").isMissingNode());
        assertEquals(1_001, notification.path("data").path("link").asText().length());
    }

    @Test
    void a_link_that_leaves_no_room_for_a_title_is_left_out() {
        JsonNode notification = encode(message("Shipped to you", "body", "/" + "ü".repeat(2_000)));
        assertEquals("Shipped to you", notification.path("title").asText());
        assertEquals(
                "https://app.example.com/inbox", notification.path("navigate").asText());
        assertTrue(notification.path("data").path("link").isMissingNode());
        assertTrue(notification.path("data").path("truncated").asBoolean());
    }

    @Test
    void a_minimal_message_has_no_body() {
        byte[] json = payload.encodeMinimal(message("Shipped", "body", "/orders/4711"));
        assertTrue(json.length <= 512, json.length + " bytes");
        JsonNode notification = parse(json);
        assertEquals("Shipped", notification.path("title").asText());
        assertEquals("/orders/4711", notification.path("data").path("link").asText());
        assertTrue(notification.path("data").path("truncated").asBoolean());
        assertTrue(payload.encodeMinimal(message("x".repeat(500), "body", "/" + "x".repeat(2_000))).length <= 512);
    }

    @Test
    void a_test_notification_belongs_to_no_inbox() {
        JsonNode notification = encode(new PushMessage(null, PushContent.TEST, null, 3));
        assertFalse(notification.path("title").asText().isEmpty());
        assertTrue(notification.path("data").path("id").isMissingNode());
    }

    @Test
    void reads_the_content_that_the_inbox_stores() {
        PushContent content = PushContent.parse(
                "{\"id\":\"" + ID + "\",\"type\":\"error\",\"title\":\"T\",\"category\":\"c\",\"critical\":true,"
                        + "\"data\":{\"title\":\"other\"},\"expiresAt\":\"2026-11-20T15:00:00Z\"}");
        assertEquals(new PushContent("error", "T", null, "c", null), content);
    }
}
