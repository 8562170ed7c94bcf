package io.herald.access.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.access.token.TokenRejection.Reason;
import io.herald.testing.Issuer;
import io.herald.testing.Tokens;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks that a rejection names the check and the value that an operator has to correct. */
class RejectionReasonsTest {

    private static final String OTHER_ISSUER = "https://id.example.com";
    private static final String GOOD = "\"aud\":[\"herald\"],";

    private final IssuedTokens tokens = new IssuedTokens();
    private final JWTAuthContextInfo info = tokens.info();
    private PublicJsonWebKey key;

    @BeforeEach
    void publish() throws Exception {
        key = Issuer.key("EC", "one");
        tokens.issuer.publish(key);
        info.setIssuedBy(Tokens.ISSUER);
        info.setExpectedAudience(Set.of("push", "herald"));
    }

    @AfterEach
    void close() {
        tokens.close();
    }

    @Test
    void the_issuer_and_the_audience_are_named_with_the_expected_ones() throws Exception {
        assertEquals(
                new TokenRejection(Reason.AUDIENCE, "[\"account\"]", "herald, push"),
                reject("alice", key, "\"aud\":[\"account\"],"));
        assertEquals(new TokenRejection(Reason.AUDIENCE, "", "herald, push"), reject("alice", key, ""));
        info.setIssuedBy(OTHER_ISSUER);
        assertEquals(new TokenRejection(Reason.ISSUER, Tokens.ISSUER, OTHER_ISSUER), reject("alice", key, GOOD));
    }

    @Test
    void an_unknown_key_is_named_by_its_id_unless_the_token_is_of_another_issuer() throws Exception {
        PublicJsonWebKey unknown = Issuer.key("EC", "other");
        assertEquals(
                new TokenRejection(Reason.KEY, "kid=other", "a key of the key set"), reject("alice", unknown, GOOD));
        PublicJsonWebKey forged = Issuer.key("EC", "one");
        assertEquals(
                new TokenRejection(Reason.SIGNATURE, "kid=one", "a signature that a key of the service verifies"),
                reject("alice", forged, GOOD));
        info.setIssuedBy(OTHER_ISSUER);
        assertEquals(Reason.ISSUER, reject("alice", unknown, GOOD).reason());
    }

    @Test
    void the_characters_of_a_sub_are_named_without_the_sub() throws Exception {
        String names = "1 to 128 of A-Z a-z 0-9 . _ @ : + | = ~ -";
        assertEquals(new TokenRejection(Reason.SUBJECT, "U+0020-at-3", names), reject("ali ce", key, GOOD));
        assertEquals(new TokenRejection(Reason.SUBJECT, "129-characters", names), reject("a".repeat(129), key, GOOD));
        assertEquals(new TokenRejection(Reason.SUBJECT, "no-sub", names), reject("", key, GOOD));
    }

    @Test
    void the_moment_of_expiry_is_named() throws Exception {
        String jwt = Issuer.sign("alice", key, "ES256", GOOD, Duration.ofMinutes(5));
        Instant exp = UnverifiedToken.read(jwt).instant("exp");
        tokens.now = exp.plusMillis(5);
        TokenRejection expired = (TokenRejection) IssuedTokens.result(tokens.verifier(info), jwt);
        assertEquals(new TokenRejection(Reason.EXPIRED, "exp=" + exp, "after " + exp), expired);
    }

    @Test
    void a_lifetime_beyond_the_limit_is_named() throws Exception {
        info.setMaxTimeToLiveSecs(60L);
        long now = Instant.now().getEpochSecond();
        assertEquals(
                Reason.LIFETIME,
                reject("alice", key, GOOD + "\"iat\":" + now + ",").reason());
        assertEquals(Reason.LIFETIME, reject("alice", key, GOOD).reason());
    }

    private TokenRejection reject(String sub, PublicJsonWebKey signer, String claims) throws Exception {
        String jwt = Issuer.sign(sub, signer, "ES256", claims, Duration.ofMinutes(5));
        return (TokenRejection) IssuedTokens.result(tokens.verifier(info), jwt);
    }
}
