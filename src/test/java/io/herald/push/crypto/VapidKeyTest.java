package io.herald.push.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.PushReceiver;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** By the example in section 2.4 of RFC 8292. */
class VapidKeyTest {

    private static final String CONTENT =
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJ"
                    + "leHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0";

    private static final String SIGNATURE =
            "i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA";

    private static final String KEY =
            "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";

    private static final String AUDIENCE = "https://push.example.net";
    private static final Instant EXPIRY = Instant.ofEpochSecond(1_453_523_768);
    private static final String SUBJECT = "mailto:push@example.com";

    @Test
    void claims_what_the_example_of_the_specification_claims() {
        assertEquals(CONTENT, VapidKey.content(AUDIENCE, EXPIRY, SUBJECT));
    }

    @Test
    void verifies_the_signature_of_the_example() {
        assertTrue(VapidKey.verifies(
                P256.decode(Base64.getUrlDecoder().decode(KEY)),
                CONTENT,
                Base64.getUrlDecoder().decode(SIGNATURE)));
    }

    @Test
    void the_authorization_is_signed_by_the_key_that_it_names() {
        VapidKey key = VapidKey.of((ECPrivateKey) P256.generate().getPrivate());
        String[] parts = key.authorization(AUDIENCE, EXPIRY, SUBJECT).split("vapid t=|, k=");
        assertTrue(parts[1].startsWith(CONTENT + "."));
        assertEquals(key.publicKey(), parts[2]);
        assertTrue(PushReceiver.isSigned(parts[1], parts[2]));
    }

    @Test
    void shows_no_private_key_as_text() {
        ECPrivateKey secret = (ECPrivateKey) P256.generate().getPrivate();
        assertFalse(VapidKey.of(secret).toString().contains(secret.getS().toString(16)));
    }
}
