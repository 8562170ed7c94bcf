package io.herald.access.authentication;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.herald.dev.TokenSigner;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A token is refused for each fault that it may have, before anything else happens. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class InvalidTokenTest {
    private static final String ME = "/api/test/me";

    @TestHTTPResource("/")
    URL home;

    @Test
    void an_expired_token_a_token_of_the_future_and_a_foreign_token_are_refused() {
        assertInvalid(Tokens.of("alice").expiresIn(Duration.ofHours(-1)));
        assertInvalid(
                Tokens.of("alice").claim("nbf", Instant.now().plusSeconds(3_600).getEpochSecond()));
        assertInvalid(Tokens.of("alice").claim("iss", "https://elsewhere.example"));
        assertInvalid(Tokens.of("alice").without("iss"));
    }

    @Test
    void a_token_without_exp_or_sub_or_with_an_impossible_sub_is_refused() {
        assertInvalid(Tokens.of("alice").without("exp"));
        assertInvalid(Tokens.of("alice").claim("exp", "tomorrow"));
        assertInvalid(Tokens.of("alice").without("sub"));
        assertInvalid(Tokens.of("al ice"));
        assertInvalid(Tokens.of(""));
        assertInvalid(Tokens.of("a".repeat(129)));
        assertInvalid(Tokens.of("alice\n"));
        assertInvalid(Tokens.of("alice").claim("herald", Map.of("join", "ops")));
    }

    static Stream<Arguments> claimsOfAWrongType() {
        Map<String, List<?>> wrong = Map.of(
                "groups", List.of(5, true, Map.of("publisher", true), Arrays.asList((Object) null)),
                "herald",
                        List.of(
                                5,
                                true,
                                "ops",
                                List.of("ops"),
                                Map.of("join", 5),
                                Map.of("join", Map.of("ops", true)),
                                Map.of("send", Arrays.asList((Object) null)),
                                Map.of("send", List.of("ops", 1))),
                "sub", List.of(5, true, List.of("alice"), Map.of("id", "alice")),
                "exp", List.of(true, List.of(4_000_000_000L), Map.of(), "4000000000"),
                "nbf", List.of(true, List.of(1), Map.of(), "1"),
                "iat", List.of(true, List.of(1), Map.of(), "now"),
                "jti", List.of(5, true, List.of("1"), Map.of()),
                "iss", List.of(5, true, Map.of()));
        return wrong.entrySet().stream()
                .flatMap(claim -> claim.getValue().stream().map(value -> Arguments.of(claim.getKey(), value)));
    }

    @ParameterizedTest
    @MethodSource("claimsOfAWrongType")
    void a_claim_of_a_wrong_type_is_refused(String claim, Object value) {
        assertInvalid(Tokens.of("alice").claim(claim, value));
    }

    @Test
    void a_time_claim_out_of_range_is_refused() {
        for (String claim : List.of("exp", "nbf", "iat")) {
            for (Number value : List.of(1e300, -1, Long.MAX_VALUE)) {
                assertInvalid(Tokens.of("alice").claim(claim, value));
            }
        }
    }

    @Test
    void the_challenge_distinguishes_expired_malformed_and_other_tokens() {
        assertDescribed(Tokens.of("alice").expiresIn(Duration.ofSeconds(-1)).sign(), "The access token has expired.");
        assertDescribed(
                "a.b.c", "The access token is malformed. Send a signed JWT in the header Authorization, after Bearer.");
        String foreign =
                Tokens.of("alice").claim("iss", "https://elsewhere.example").sign();
        assertDescribed(foreign, "The access token is invalid. The log of the service says why.");
    }

    private static void assertDescribed(String token, String description) {
        withToken(token)
                .get(ME)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer error=\"invalid_token\", error_description=\"" + description + '"')
                .body("detail", equalTo(description));
    }

    @Test
    void a_foreign_key_no_algorithm_and_the_public_key_as_a_secret_are_refused()
            throws GeneralSecurityException, IOException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        assertInvalid(Tokens.of("alice")
                .signedBy(TokenSigner.rs256(generator.generateKeyPair().getPrivate())));
        String good = Tokens.of("alice").sign();
        String payload = good.split("\\.")[1];
        assertInvalid(base64("{\"alg\":\"none\"}") + "." + payload + ".");
        assertInvalid(base64("{\"alg\":\"none\"}") + "." + payload + ".x");
        assertInvalid(hs256WithThePublicKey(payload));
        assertInvalid(good.substring(0, good.length() - 8) + "AAAAAAAA");
    }

    /** Everybody has the public key. This is the algorithm confusion attack of RFC 8725, section 2.1. */
    private static String hs256WithThePublicKey(String payload) throws GeneralSecurityException, IOException {
        URI key = URI.create(TestServers.settings().get("mp.jwt.verify.publickey.location"));
        String content = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + payload;
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Files.readAllBytes(Path.of(key)), "HmacSHA256"));
        byte[] signature = mac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "..", "a.b.c", "e30.e30.e30", "Basic abc", "%00", "é"})
    void a_malformed_token_is_refused(String malformed) {
        assertChallenged(withToken(malformed), ME, "Bearer error=\"invalid_token\", error_description=");
    }

    private static RequestSpecification withToken(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static void assertInvalid(Tokens token) {
        assertInvalid(token.sign());
    }

    /** Checks REST, a stream and a socket: the refusal comes before the upgrade. */
    private static void assertInvalid(String token) {
        for (String path : List.of(ME, "/api/v1/notifications", "/api/v1/stream", "/api/v1/poll")) {
            assertChallenged(withToken(token), path, "Bearer error=\"invalid_token\", error_description=");
        }
        assertChallenged(upgrading(token), "/ws", "Bearer error=\"invalid_token\", error_description=");
    }

    private static RequestSpecification upgrading(String token) {
        return withToken(token)
                .header("Connection", "Upgrade")
                .header("Upgrade", "websocket")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==")
                .header("Sec-WebSocket-Extensions", "permessage-deflate");
    }

    private static void assertChallenged(RequestSpecification request, String path, String challenge) {
        request.get(path)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", startsWith(challenge))
                .contentType("application/problem+json")
                .body("status", equalTo(401));
    }

    private static String base64(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
