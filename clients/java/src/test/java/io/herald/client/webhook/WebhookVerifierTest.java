package io.herald.client.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Uses a published example of a signature (Svix, the authors of Standard Webhooks). */
class WebhookVerifierTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
    private static final Instant TIME = Instant.ofEpochSecond(1_614_265_330);

    private final Map<String, String> headers = new HashMap<>(Map.of(
            "webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp", "1614265330",
            "webhook-signature", SIGNATURE));

    private static WebhookVerifier at(Instant now, String... secrets) {
        return WebhookVerifier.of(secrets).clock(Clock.fixed(now, ZoneOffset.UTC));
    }

    private void assertInvalid(WebhookVerifier verifier, byte[] body) {
        assertThrows(InvalidWebhookException.class, () -> verifier.verify(headers::get, body));
    }

    @Test
    void accepts_a_signed_call() throws Exception {
        WebhookEvent event = at(TIME, SECRET).verify(headers::get, BODY);
        assertEquals("msg_p5jXN8AQM9LWM0D4loKWxJek", event.id());
        assertEquals(TIME, event.sentAt());
        assertEquals(Map.of("test", 2432232314L), event.fields());
    }

    @Test
    void accepts_any_of_several_secrets_and_signatures() throws Exception {
        headers.put("webhook-signature", "v1a,other v1,bm90IGl0 v1,%% " + SIGNATURE);
        at(TIME, "another secret", SECRET).verify(headers::get, BODY);
    }

    @Test
    void a_secret_may_be_any_text() throws Exception {
        headers.put("webhook-signature", sign("a secret", headers.get("webhook-id") + ".1614265330.", BODY));
        at(TIME, "a secret").verify(headers::get, BODY);
    }

    private static String sign(String secret, String head, byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        mac.update(head.getBytes(UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    }

    @Test
    void rejects_another_body_id_time_or_secret() {
        assertInvalid(at(TIME, SECRET), "{\"test\": 2432232315}".getBytes(UTF_8));
        assertInvalid(at(TIME, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx"), BODY);
        headers.put("webhook-id", "msg_other");
        assertInvalid(at(TIME, SECRET), BODY);
        headers.put("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek");
        headers.put("webhook-timestamp", "1614265331");
        assertInvalid(at(TIME, SECRET), BODY);
    }

    @Test
    void rejects_a_signature_of_another_version() {
        headers.put("webhook-signature", SIGNATURE.replace("v1,", "v2,"));
        assertInvalid(at(TIME, SECRET), BODY);
    }

    @Test
    void rejects_calls_that_are_too_old_or_from_the_future() throws Exception {
        WebhookVerifier late = at(TIME.plus(Duration.ofSeconds(301)), SECRET);
        assertInvalid(late, BODY);
        assertInvalid(at(TIME.minus(Duration.ofSeconds(301)), SECRET), BODY);
        at(TIME.plus(Duration.ofSeconds(300)), SECRET).verify(headers::get, BODY);
        late.tolerance(Duration.ofMinutes(10)).verify(headers::get, BODY);
    }

    @Test
    void rejects_calls_without_one_of_the_headers() {
        for (String name : headers.keySet().toArray(String[]::new)) {
            String value = headers.remove(name);
            assertInvalid(at(TIME, SECRET), BODY);
            headers.put(name, value);
        }
        headers.put("webhook-timestamp", "yesterday");
        assertInvalid(at(TIME, SECRET), BODY);
    }

    @Test
    void needs_a_secret() {
        assertThrows(IllegalArgumentException.class, WebhookVerifier::of);
    }
}
