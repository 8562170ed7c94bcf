package io.herald.push.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys and their public keys are as {@code openssl} writes them. */
class PrivateKeyReaderTest {

    private static final String PUBLIC =
            "BIBp4LlUAZY8xffVjzFnG82NJPgx5TpWR1hLWzzWtA-1R1psQsZCpOWXvpBjLBsjeJ5icAyVOaGyjdZfowwjC6E";

    private static final String PKCS8 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg7nKokV0CXgYHxrRh
        3/jkph3DEoNM5G0aRi+M9YzgV/+hRANCAASAaeC5VAGWPMX31Y8xZxvNjST4MeU6
        VkdYS1s81rQPtUdabELGQqTll76QYywbI3ieYnAMlTmhso3WX6MMIwuh
        -----END PRIVATE KEY-----
        """;

    private static final String SEC1 = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIO5yqJFdAl4GB8a0Yd/45KYdwxKDTORtGkYvjPWM4Ff/oAoGCCqGSM49
        AwEHoUQDQgAEgGnguVQBljzF99WPMWcbzY0k+DHlOlZHWEtbPNa0D7VHWmxCxkKk
        5Ze+kGMsGyN4nmJwDJU5obKN1l+jDCMLoQ==
        -----END EC PRIVATE KEY-----
        """;

    /** {@code openssl ecparam -genkey} writes them, without {@code -noout}. */
    private static final String PARAMETERS = """
        -----BEGIN EC PARAMETERS-----
        BggqhkjOPQMBBw==
        -----END EC PARAMETERS-----
        """;

    private static final String SECP256K1 = """
        -----BEGIN EC PRIVATE KEY-----
        MHQCAQEEIN3t6e1xUMnWMoFTBGqXfYZfzjAR/b5v2Qm6iSbHu6AUoAcGBSuBBAAK
        oUQDQgAEjuDWAqqrqzygUwSQGwWTwxQapXPVlQE/oHx5NLnTTUNHKglL2jpfambH
        +/K2qr52Bt9om1JnIaqdhtaujTSdqg==
        -----END EC PRIVATE KEY-----
        """;

    private static final String P384 = """
        -----BEGIN PRIVATE KEY-----
        MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDDMLcbeVTgeMRq7vD+a
        qIyNeXnsGwSz8Hf+KoFY0I2Yer+iA0mL60tntTWShkJmzYShZANiAAQQskQ1AYah
        D19myuGbFMcX7n51+JeRE+LFd3fi+KwLaGou9NgIgWVrJOvHBLGTxNqoX5TYVQHp
        vrXzlyFa+zyBUe0pQhQnT/fAyDLK4pl8H3Twpez2HlDFeoUmInqnHzM=
        -----END PRIVATE KEY-----
        """;

    @ParameterizedTest
    @ValueSource(strings = {PKCS8, SEC1, PARAMETERS + SEC1, "\n\n  " + PKCS8})
    void reads_both_formats_of_openssl(String pem) {
        assertEquals(PUBLIC, PrivateKeyReader.readOne(pem).publicKey());
    }

    @Test
    void a_line_break_may_be_a_space_or_two_characters() {
        assertEquals(PUBLIC, PrivateKeyReader.readOne(SEC1.replace("\n", " ")).publicKey());
        assertEquals(
                PUBLIC, PrivateKeyReader.readOne(PKCS8.replace("\n", "\\n")).publicKey());
        assertEquals(
                PUBLIC, PrivateKeyReader.readOne(PKCS8.replace("\n", "\r\n")).publicKey());
    }

    @Test
    void reads_any_number_of_former_keys() {
        List<VapidKey> keys = PrivateKeyReader.readAll(PKCS8 + "\n" + PARAMETERS + SEC1);
        assertEquals(
                List.of(PUBLIC, PUBLIC), keys.stream().map(VapidKey::publicKey).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {SECP256K1, P384})
    void refuses_a_key_of_another_curve(String pem) {
        assertEquals(
                "must be a private key of the curve P-256",
                assertThrows(IllegalArgumentException.class, () -> PrivateKeyReader.readOne(pem))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
                PKCS8 + "secret",
                PKCS8 + SEC1
            })
    void refuses_what_is_not_one_key_and_repeats_none_of_it(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> PrivateKeyReader.readOne(text))
                .getMessage();
        assertFalse(message.contains("secret"));
        assertFalse(message.contains("AAAA"));
    }
}
