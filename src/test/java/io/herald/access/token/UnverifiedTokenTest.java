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
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        -             | ES256 | "exp":2000
        -             | ES256 | "exp":2000,"nbf":1000
        -             | ES256 | "exp":2000,"nbf":1060
        -             | ES256 | "exp":1001
        expired       | ES256 | "exp":1000
        claim         | ES256 | "exp":"2000"
        claim         | ES256 | "iat":2000
        not-yet-valid | ES256 | "exp":2000,"nbf":1061
        claim         | ES256 | "exp":2000,"nbf":"now"
        claim         | ES256 | "exp":2000,"iat":"now"
        claim         | ES256 | "exp":2000,"jti":5
        algorithm     | none  | "exp":2000
        algorithm     | HS256 | "exp":2000
        """)
    void a_token_that_is_certainly_invalid_fails_before_its_signature_is_verified(
            String reason, String algorithm, String claims) {
        String jwt = base64("{\"alg\":\"" + algorithm + "\"}") + "." + base64("{" + claims + "}") + ".x";
        UnverifiedToken token = UnverifiedToken.read(jwt);
        TokenRejection rejection = token.precheck(Set.of("RS256", "ES256"), Instant.ofEpochSecond(1_000), 60);
        assertEquals(reason, rejection == null ? null : rejection.reason().toString());
    }

    private static String base64(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
