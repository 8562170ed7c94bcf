package io.herald.push.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.problem.ProblemException;
import io.herald.problem.Violation;
import io.herald.push.settings.PushSettingsBuilder;
import io.herald.testing.PushReceiver;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriptionReaderTest {

    private static final String ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc";

    private final PushReceiver browser = new PushReceiver();
    private final SubscriptionReader reader =
            new SubscriptionReader(PushSettingsBuilder.enabled().build());

    private SubscriptionRequest read(String json) {
        return reader.read(json.getBytes(UTF_8));
    }

    private List<String> violations(String json) {
        ProblemException refused = assertThrows(ProblemException.class, () -> read(json));
        assertEquals(400, refused.problem().status());
        return refused.problem().violations().stream()
                .map(Violation::field)
                .sorted()
                .toList();
    }

    private String json(String endpoint, String p256dh, String auth, String more) {
        return "{\"endpoint\":\"%s\",\"keys\":{\"p256dh\":\"%s\",\"auth\":\"%s\"}%s}"
                .formatted(endpoint, p256dh, auth, more);
    }

    @Test
    void reads_what_a_browser_sends() {
        SubscriptionRequest request = read(browser.toJson(ENDPOINT));
        assertEquals(ENDPOINT, request.endpoint().toString());
        assertEquals("https://fcm.googleapis.com", request.origin());
        assertEquals(PushSettingsBuilder.PUBLIC_KEY, request.vapidKey());
        assertNull(request.device());
        assertNull(request.expiresAt());
    }

    @Test
    void reads_the_device_the_key_and_the_expiration() {
        SubscriptionRequest request = read(json(
                ENDPOINT,
                browser.p256dh(),
                browser.auth() + "==",
                ",\"device\":\"Phone\",\"key\":\"" + PushSettingsBuilder.PUBLIC_KEY
                        + "\",\"expirationTime\":1763650000000"));
        assertEquals("Phone", request.device());
        assertEquals(Instant.ofEpochMilli(1_763_650_000_000L), request.expiresAt());
    }

    @Test
    void an_origin_has_its_port_if_that_is_not_the_default() {
        SubscriptionReader other = new SubscriptionReader(PushSettingsBuilder.enabled()
                .with("hosts", "push.example.com:8443")
                .build());
        String endpoint = "https://Push.Example.com:8443/a";
        assertEquals(
                "https://push.example.com:8443",
                other.read(browser.toJson(endpoint).getBytes(UTF_8)).origin());
    }

    @Test
    void reports_every_invalid_field() {
        assertEquals(List.of("endpoint", "keys"), violations("{}"));
        assertEquals(
                List.of("endpoint", "key", "keys.auth", "keys.p256dh", "more"),
                violations(json("http://fcm.googleapis.com/a", "AAAA", "AAAA", ",\"key\":\"AAAA\",\"more\":1")));
        assertEquals(
                List.of("keys.auth", "keys.p256dh"), violations("{\"endpoint\":\"" + ENDPOINT + "\",\"keys\":{}}"));
        assertEquals(
                List.of("device", "expirationTime"),
                violations(json(
                        ENDPOINT,
                        browser.p256dh(),
                        browser.auth(),
                        ",\"expirationTime\":-1,\"device\":\"" + "x".repeat(101) + "\"")));
    }

    @Test
    void refuses_hosts_that_are_not_listed_and_endpoints_that_are_too_long() {
        assertEquals(List.of("endpoint"), violations(browser.toJson("https://internal.example.com/a")));
        assertEquals(List.of("endpoint"), violations(browser.toJson(ENDPOINT + "x".repeat(2_048))));
        assertEquals(List.of("endpoint"), violations(browser.toJson("https://fcm.googleapis.com/a b")));
    }

    @Test
    void refuses_a_point_that_is_not_on_the_curve() {
        String point = browser.p256dh();
        String beside = point.substring(0, 40) + (point.charAt(40) == 'A' ? 'B' : 'A') + point.substring(41);
        assertEquals(List.of("keys.p256dh"), violations(json(ENDPOINT, beside, browser.auth(), "")));
    }

    @Test
    void shows_neither_endpoint_nor_keys_as_text() {
        String text = read(browser.toJson(ENDPOINT)).toString();
        assertFalse(text.contains("abc") || text.contains("fcm/send"), text);
    }
}
