package io.herald.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The first signature is the example of Standard Webhooks; {@code openssl dgst -sha256 -mac HMAC} computes both. */
class WebhookSecretTest {

    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);

    @Test
    void a_base64_secret_is_decoded_to_the_key() {
        assertEquals("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    }

    @Test
    void any_other_secret_is_used_as_the_key() {
        assertEquals("v1,h/+KLicdUqW1S9e9R1pVGDT7X2dIWsxSN5W+eBJ4T3c=", sign("not in base64!"));
    }

    private static String sign(String secret) {
        return WebhookSecret.parse(secret).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", BODY);
    }
}
