package io.herald.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTypesTest {
    @Test
    void a_star_is_a_wildcard_only_at_the_end_of_a_pattern() {
        var rooms = RoomPatterns.of(List.of("ops", "team-*", "a*b"));
        assertTrue(rooms.matches("ops"));
        assertTrue(rooms.matches("team-"));
        assertTrue(rooms.matches("team-blue"));
        assertFalse(rooms.matches("ops2"));
        assertFalse(rooms.matches("axb"));
        assertTrue(RoomPatterns.of(List.of("*")).matches("anything"));
    }

    @Test
    void a_caller_is_unchanged_after_the_round_trip_through_a_ticket() {
        var caller = new Caller(
                "alice",
                Set.of("publisher"),
                RoomPatterns.of(List.of("ops", "team-*")),
                RoomPatterns.NONE,
                Instant.ofEpochSecond(1_800_000_000),
                Instant.ofEpochSecond(1_700_000_000),
                "jti\"1");
        assertEquals(caller, CallerJson.read(CallerJson.write(caller)));
    }

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
