package io.herald.push.delivery;

import static io.herald.push.delivery.Jobs.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.push.crypto.MessageEncryption;
import io.herald.push.crypto.VapidKey;
import io.herald.push.payload.PushContent;
import io.herald.push.payload.PushPayload;
import io.herald.push.queue.PushJob;
import io.herald.push.queue.PushJob.Item;
import io.herald.push.settings.PushSettingsBuilder;
import io.herald.testing.PushReceiver;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class PushRequestsTest {

    private static final PushContent CONTENT = new PushContent("info", "Shipped", "x".repeat(2_000), null, null);

    private final PushReceiver browser = new PushReceiver();
    private final VapidKey key = PushSettingsBuilder.enabled().build().keys().current();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final VapidTokens tokens = new VapidTokens("mailto:ops@example.com", clock);
    private final PushRequests requests = new PushRequests(
            new PushPayload(null, MessageEncryption.MAX_PLAINTEXT),
            new MessageEncryption(new SecureRandom()),
            tokens,
            clock);

    private PushRequest create(Item item, boolean minimal) {
        PushJob job = Jobs.job(item);
        return requests.create(job, Jobs.target(browser, Jobs.ORIGIN + "/a"), CONTENT, key, minimal);
    }

    @Test
    void has_the_headers_of_the_specifications() {
        PushRequest request = create(Jobs.item(NOW.plusSeconds(600), "billing cpu"), false);
        assertEquals("aes128gcm", request.headers().get("Content-Encoding"));
        assertEquals("600", request.headers().get("TTL"));
        assertEquals("normal", request.headers().get("Urgency"));
        assertTrue(request.headers().get("Topic").matches("[A-Za-z0-9_-]{32}"));
        assertTrue(browser.decrypt(request.body()).contains("\"tag\":\"cpu\""));
    }

    @Test
    void a_critical_notification_is_urgent() {
        assertEquals(
                "high",
                create(new Item(true, "", true, null, null, null), false)
                        .headers()
                        .get("Urgency"));
    }

    @Test
    void without_a_collapse_key_there_is_no_topic() {
        assertFalse(create(Jobs.item(), false).headers().containsKey("Topic"));
    }

    @Test
    void topics_of_two_publishers_differ() {
        assertEquals(PushRequests.topic("billing cpu"), PushRequests.topic("billing cpu"));
        assertNotEquals(PushRequests.topic("billing cpu"), PushRequests.topic("other cpu"));
    }

    @Test
    void without_a_ttl_the_push_service_keeps_the_push_for_four_weeks() {
        assertEquals("2419200", create(Jobs.item(), false).headers().get("TTL"));
    }

    @Test
    void a_minimal_push_has_no_body() {
        assertTrue(browser.decrypt(create(Jobs.item(), false).body()).contains("xxx"));
        assertFalse(browser.decrypt(create(Jobs.item(), true).body()).contains("xxx"));
    }

    @Test
    void identifies_the_service_to_the_origin_for_some_hours() {
        String authorization = create(Jobs.item(), false).headers().get("Authorization");
        String[] parts = authorization.split("vapid t=|, k=");
        assertEquals(PushSettingsBuilder.PUBLIC_KEY, parts[2]);
        assertTrue(PushReceiver.isSigned(parts[1], parts[2]));
        String claims = new String(Base64.getUrlDecoder().decode(parts[1].split("\\.")[1]));
        assertEquals(
                "{\"aud\":\"https://push.example.com\",\"exp\":"
                        + NOW.plusSeconds(12 * 3_600).getEpochSecond() + ",\"sub\":\"mailto:ops@example.com\"}",
                claims);
    }

    @Test
    void a_token_is_used_again_until_it_is_rejected() {
        String first = tokens.authorization(Jobs.ORIGIN, key);
        assertEquals(first, tokens.authorization(Jobs.ORIGIN, key));
        assertNotEquals(first, tokens.authorization("https://other.example.com", key));
        tokens.invalidate(Jobs.ORIGIN, key.publicKey());
        assertNotEquals(first, tokens.authorization(Jobs.ORIGIN, key));
    }

    @Test
    void shows_no_endpoint_as_text() {
        assertFalse(create(Jobs.item(), false).toString().contains("/a"));
        assertFalse(Jobs.job(Jobs.item()).toString().contains("/a"));
    }
}
