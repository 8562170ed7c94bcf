package io.herald.access.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnverifiedTokenTest {

    /** A verification costs up to a millisecond (ES256 on JDK 17): a flood of such tokens must not cost that. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        true  | ES256 | "exp":2000
        true  | ES256 | "exp":2000,"nbf":1000
        true  | ES256 | "exp":950
        false | ES256 | "exp":900
        false | ES256 | "exp":"2000"
        false | ES256 | "iat":2000
        false | ES256 | "exp":2000,"nbf":1100
        false | ES256 | "exp":2000,"nbf":"now"
        false | none  | "exp":2000
        false | HS256 | "exp":2000
        """)
    void a_token_that_is_certainly_invalid_fails_before_its_signature_is_verified(
            boolean passes, String algorithm, String claims) {
        String jwt = base64("{\"alg\":\"" + algorithm + "\"}") + "." + base64("{" + claims + "}") + ".x";
        UnverifiedToken token = UnverifiedToken.read(jwt);
        assertEquals(passes, token.passesPrechecks(Set.of("RS256", "ES256"), Instant.ofEpochSecond(1_000), 60));
    }

    private static String base64(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
