package io.herald.access.token;

import static io.herald.access.token.IssuedTokens.sign;
import static io.herald.access.token.IssuedTokens.verify;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.problem.ProblemException;
import io.herald.testing.Issuer;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Verifies and caches tokens of an issuer with one key. */
class TokenVerifierTest {

    private final IssuedTokens tokens = new IssuedTokens();

    @AfterEach
    void close() {
        tokens.close();
    }

    @Test
    void an_unreachable_issuer_makes_the_service_unavailable_and_rejects_no_token() throws Exception {
        PublicJsonWebKey ec = Issuer.key("EC", "one");
        TokenVerifier verifier = tokens.verifier();
        tokens.issuer.close();
        String token = sign(ec, "ES256");
        var unreachable = assertThrows(ProblemException.class, () -> verify(verifier, token));
        assertEquals(503, unreachable.problem().status());
    }

    @Test
    void a_key_verifies_no_token_of_another_algorithm() throws Exception {
        PublicJsonWebKey rsa = Issuer.key("RSA", "one");
        rsa.setAlgorithm("RS512");
        tokens.issuer.publish(rsa);
        assertNull(verify(tokens.verifier(), sign(rsa, "RS256")));
    }

    /** Revocations are deleted after this lifetime, which starts at iat. */
    @Test
    void a_limited_lifetime_rejects_tokens_without_iat() throws Exception {
        PublicJsonWebKey ec = Issuer.key("EC", "one");
        tokens.issuer.publish(ec);
        String issued = "\"iat\":" + Instant.now().getEpochSecond() + ",";
        String without = Issuer.sign("alice", ec, "ES256");
        String within = Issuer.sign("alice", ec, "ES256", issued, Duration.ofMinutes(5));
        String beyond = Issuer.sign("alice", ec, "ES256", issued, Duration.ofMinutes(11));
        for (Consumer<JWTAuthContextInfo> limit : List.<Consumer<JWTAuthContextInfo>>of(
                info -> info.setMaxTimeToLiveSecs(600L), info -> info.setTokenAge(600L))) {
            JWTAuthContextInfo info = tokens.info();
            limit.accept(info);
            TokenVerifier verifier = tokens.verifier(info);
            assertNotNull(verify(verifier, within));
            assertNull(verify(verifier, without));
            assertEquals(info.getTokenAge() == null, verify(verifier, beyond) == null);
        }
    }

    @Test
    void an_internal_token_is_accepted_until_it_is_withdrawn_or_its_caller_expires() {
        Caller caller = new Caller(
                "internal",
                Set.of(),
                RoomPatterns.NONE,
                RoomPatterns.NONE,
                tokens.now.plusSeconds(60),
                tokens.now,
                null);
        TokenVerifier verifier = tokens.verifier();
        verifier.cacheInternal("one", caller);
        verifier.cacheInternal("other", caller);
        assertTrue(verifier.cached("one").internal());
        assertSame(caller, verifier.cached("one").caller());
        verifier.forget("one");
        assertNull(verifier.cached("one"));
        tokens.now = caller.expiresAt();
        assertNull(verifier.cached("other"));
    }

    @Test
    void a_token_is_cached_until_it_expires() throws Exception {
        PublicJsonWebKey ec = Issuer.key("EC", "one");
        tokens.issuer.publish(ec);
        TokenVerifier verifier = tokens.verifier();
        String token = Issuer.sign("alice", ec, "ES256", "", Duration.ofMinutes(2));
        VerifiedToken verified = verify(verifier, token);

        tokens.now = verified.caller().expiresAt().minusMillis(1);
        assertNotNull(verifier.cached(token));
        tokens.now = verified.caller().expiresAt();
        assertNull(verifier.cached(token));
    }
}
