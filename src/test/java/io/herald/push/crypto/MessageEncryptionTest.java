package io.herald.push.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.herald.testing.PushReceiver;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPrivateKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class MessageEncryptionTest {

    private static final String PLAINTEXT = "When I grow up, I want to be a watermelon";

    private final MessageEncryption encryption = new MessageEncryption(new SecureRandom());
    private final PushReceiver receiver = new PushReceiver();

    /** Appendix A of RFC 8291. */
    @Test
    void encrypts_the_example_of_the_specification_to_its_very_bytes() throws Exception {
        ECPublicKey senderKey = P256.decode(
                bytes("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"));
        BigInteger scalar = new BigInteger(1, bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
        KeyPair sender = new KeyPair(
                senderKey,
                KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(scalar, senderKey.getParams())));
        ECPublicKey browser = P256.decode(
                bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"));
        byte[] encrypted = MessageEncryption.encrypt(
                PLAINTEXT.getBytes(UTF_8),
                browser,
                bytes("BTBZMqHH6r4Tts7J_aSIgg"),
                sender,
                bytes("DGv6ra1nlYgDCS1FRnbzlw"));
        assertEquals(
                "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
                        + "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
                Base64.getUrlEncoder().withoutPadding().encodeToString(encrypted));
    }

    @Test
    void the_receiver_decrypts_what_was_encrypted() {
        assertEquals("Grüße 🎉", receiver.decrypt(encrypt("Grüße 🎉")));
    }

    @Test
    void the_longest_payload_fills_what_push_services_accept() {
        String longest = "x".repeat(MessageEncryption.MAX_PLAINTEXT);
        byte[] body = encrypt(longest);
        assertEquals(4_096, body.length);
        assertEquals(longest, receiver.decrypt(body));
    }

    @Test
    void each_message_has_a_salt_and_a_key_of_its_own() {
        String one = Base64.getEncoder().encodeToString(encrypt("same"));
        String two = Base64.getEncoder().encodeToString(encrypt("same"));
        assertNotEquals(one.substring(0, 20), two.substring(0, 20));
        assertNotEquals(one.substring(30, 110), two.substring(30, 110));
    }

    private byte[] encrypt(String text) {
        return encryption.encrypt(text.getBytes(UTF_8), P256.decode(bytes(receiver.p256dh())), bytes(receiver.auth()));
    }

    private static byte[] bytes(String base64) {
        return Base64.getUrlDecoder().decode(base64);
    }
}
