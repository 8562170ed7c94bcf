package io.herald.access.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.problem.ProblemException;
import io.herald.testing.Await;
import io.herald.testing.Issuer;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Verifies and caches tokens of an issuer that publishes its keys as a key set. */
class TokenVerifierTest {
    private final Issuer issuer = Issuer.start();
    private Instant now = Instant.now();

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void rsa_and_ec_keys_verify_tokens_without_a_configured_algorithm() throws Exception {
        PublicJsonWebKey rsa = Issuer.key("RSA", "one");
        PublicJsonWebKey ec = Issuer.key("EC", "two");
        issuer.publish(rsa, ec);
        TokenVerifier tokenVerifier = tokenVerifier();
        assertEquals("alice", verify(tokenVerifier, sign(rsa, "RS256")).caller().id());
        assertEquals("alice", verify(tokenVerifier, sign(ec, "ES256")).caller().id());
    }

    @Test
    void a_rotation_rejects_the_tokens_of_the_retired_key() throws Exception {
        PublicJsonWebKey old = Issuer.key("EC", "old");
        issuer.publish(old);
        TokenVerifier tokenVerifier = tokenVerifier();
        String before = sign(old, "ES256");
        verify(tokenVerifier, before);
        assertNotNull(tokenVerifier.cached(before));

        PublicJsonWebKey fresh = Issuer.key("EC", "fresh");
        issuer.publish(fresh);
        String after = sign(fresh, "ES256");
        // The key set is fetched again after 300 ms at the earliest.
        Await.until("the new key is fetched", Duration.ofSeconds(10), () -> verify(tokenVerifier, after) != null);
        assertNull(tokenVerifier.cached(before));
        assertNull(verify(tokenVerifier, before));
    }

    @Test
    void alternating_tokens_of_two_active_keys_stay_cached() throws Exception {
        PublicJsonWebKey rsa = Issuer.key("RSA", "one");
        PublicJsonWebKey ec = Issuer.key("EC", "two");
        issuer.publish(rsa, ec);
        TokenVerifier tokenVerifier = tokenVerifier();
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(sign("rsa-" + i, rsa, "RS256"));
            all.add(sign("ec-" + i, ec, "ES256"));
        }
        for (String token : all) {
            assertNotNull(verify(tokenVerifier, token));
        }
        for (String token : all) {
            assertNotNull(tokenVerifier.cached(token));
        }
    }

    @Test
    void a_new_key_costs_one_verification_of_each_other_active_key() throws Exception {
        PublicJsonWebKey old = Issuer.key("RSA", "old");
        PublicJsonWebKey fresh = Issuer.key("EC", "fresh");
        issuer.publish(old, fresh);
        TokenVerifier tokenVerifier = tokenVerifier();
        String first = sign("first", old, "RS256");
        String second = sign("second", old, "RS256");
        verify(tokenVerifier, first);
        verify(tokenVerifier, second);

        verify(tokenVerifier, sign("third", fresh, "ES256"));
        assertNull(tokenVerifier.cached(first), "the old key may be retired");
        assertNotNull(verify(tokenVerifier, first));
        assertNotNull(tokenVerifier.cached(second), "the old key is active");
    }

    @Test
    void a_token_is_cached_until_it_expires() throws Exception {
        PublicJsonWebKey ec = Issuer.key("EC", "one");
        issuer.publish(ec);
        TokenVerifier tokenVerifier = tokenVerifier();
        String token = Issuer.sign("alice", ec, "ES256", "", Duration.ofMinutes(2));
        VerifiedToken verified = verify(tokenVerifier, token);

        now = verified.caller().expiresAt().minusMillis(1);
        assertNotNull(tokenVerifier.cached(token));
        now = verified.caller().expiresAt();
        assertNull(tokenVerifier.cached(token));
    }

    @Test
    void a_retired_key_is_noticed_within_five_minutes_without_a_token_of_a_new_key() throws Exception {
        PublicJsonWebKey retired = Issuer.key("EC", "retired");
        issuer.publish(retired);
        TokenVerifier tokenVerifier = tokenVerifier();
        String token = sign(retired, "ES256");
        assertNotNull(verify(tokenVerifier, token));

        now = now.plus(Duration.ofMinutes(5));
        assertNull(tokenVerifier.cached(token));
    }

    /** Revocations are deleted after this lifetime, which starts at iat. */
    @Test
    void a_limited_lifetime_rejects_tokens_without_iat() throws Exception {
        PublicJsonWebKey ec = Issuer.key("EC", "one");
        issuer.publish(ec);
        String issued = "\"iat\":" + Instant.now().getEpochSecond() + ",";
        String without = Issuer.sign("alice", ec, "ES256");
        String within = Issuer.sign("alice", ec, "ES256", issued, Duration.ofMinutes(5));
        String beyond = Issuer.sign("alice", ec, "ES256", issued, Duration.ofMinutes(11));
        for (Consumer<JWTAuthContextInfo> limit : List.<Consumer<JWTAuthContextInfo>>of(
                info -> info.setMaxTimeToLiveSecs(600L), info -> info.setTokenAge(600L))) {
            JWTAuthContextInfo info = info();
            limit.accept(info);
            TokenVerifier tokenVerifier = tokens(info);
            assertNotNull(verify(tokenVerifier, within));
            assertNull(verify(tokenVerifier, without));
            assertEquals(info.getTokenAge() == null, verify(tokenVerifier, beyond) == null);
        }
    }

    @Test
    void a_key_verifies_no_token_of_another_algorithm() throws Exception {
        PublicJsonWebKey rsa = Issuer.key("RSA", "one");
        rsa.setAlgorithm("RS512");
        issuer.publish(rsa);
        assertNull(verify(tokenVerifier(), sign(rsa, "RS256")));
    }

    @Test
    void an_unreachable_issuer_makes_the_service_unavailable_and_rejects_no_token() throws Exception {
        PublicJsonWebKey ec = Issuer.key("EC", "one");
        TokenVerifier tokenVerifier = tokenVerifier();
        issuer.close();
        String token = sign(ec, "ES256");
        var unreachable = assertThrows(ProblemException.class, () -> verify(tokenVerifier, token));
        assertEquals(503, unreachable.problem().status());
    }

    private TokenVerifier tokenVerifier() {
        return tokens(info());
    }

    private TokenVerifier tokens(JWTAuthContextInfo info) {
        InstantSource time = () -> now;
        return new TokenVerifier(info, ConfigProvider.getConfig(), time.withZone(ZoneOffset.UTC));
    }

    private JWTAuthContextInfo info() {
        var info = new JWTAuthContextInfo();
        info.setPublicKeyLocation(issuer.location());
        info.setForcedJwksRefreshInterval(0);
        info.setJwksRefreshInterval(10);
        return info;
    }

    private static VerifiedToken verify(TokenVerifier tokenVerifier, String jwt) {
        UnverifiedToken plausible = tokenVerifier.plausible(jwt);
        assertNotNull(plausible);
        return tokenVerifier.verify(jwt, plausible);
    }

    private static String sign(PublicJsonWebKey key, String algorithm) throws JoseException {
        return sign("alice", key, algorithm);
    }

    private static String sign(String sub, PublicJsonWebKey key, String algorithm) throws JoseException {
        return Issuer.sign(sub, key, algorithm);
    }
}
