package io.herald.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1|1.0",
                "1|1e0",
                "1|10E-1",
                "0|-0",
                "0|0.00e99",
                "100|1e2",
                "1200|0.12e+4",
                "-5.50|-55e-1",
                "1e99999999999|10e99999999998",
                "{\"a\":1,\"b\":2}|{\"b\":2.0,\"a\":1}",
                "\"a/é\"|\"\\u0061\\/\\u00e9\"",
                "[1,2]|[1.0,2]",
                "\"\\n\"|\"\\u000a\"",
                "{\"\\u0061\":{}}|{\"a\":{}}"
            })
    void spellings_of_the_same_value_have_the_same_fingerprint(String first, String second) {
        assertArrayEquals(fingerprint(first), fingerprint(second));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1|2",
                "1|-1",
                "1|\"1\"",
                "[1,2]|[2,1]",
                "[]|{}",
                "null|false",
                "9007199254740992|9007199254740993",
                "1e2|1e3",
                "10|1",
                "{\"a\":1}|{\"a\":1,\"b\":null}",
                "[[1],2]|[[1,2]]",
                "\"a,b\"|\"a\""
            })
    void different_values_have_different_fingerprints(String first, String second) {
        assertFalse(Arrays.equals(fingerprint(first), fingerprint(second)));
    }

    private static byte[] fingerprint(String json) {
        return StrictJson.read(json.getBytes(UTF_8)).fingerprint();
    }
}
