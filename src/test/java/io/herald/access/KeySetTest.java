package io.herald.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.problem.ProblemException;
import io.herald.testing.Issuer;
import io.herald.testing.Waiting;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An issuer with a key set of its own on the network. */
class KeySetTest {
    private final Issuer issuer = Issuer.start();

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void tokens_of_both_kinds_of_key_are_good_without_naming_an_algorithm() throws Exception {
        PublicJsonWebKey rsa = Issuer.key("RSA", "one");
        PublicJsonWebKey ec = Issuer.key("EC", "two");
        issuer.publish(rsa, ec);
        Tokens tokens = tokens();
        assertEquals("alice", verify(tokens, sign(rsa, "RS256")).caller().id());
        assertEquals("alice", verify(tokens, sign(ec, "ES256")).caller().id());
    }

    @Test
    void a_new_key_is_found_and_makes_what_older_ones_signed_prove_itself_again() throws Exception {
        PublicJsonWebKey old = Issuer.key("EC", "old");
        issuer.publish(old);
        Tokens tokens = tokens();
        String before = sign(old, "ES256");
        verify(tokens, before);
        assertNotNull(tokens.remembered(before));

        PublicJsonWebKey fresh = Issuer.key("EC", "fresh");
        issuer.publish(fresh);
        String after = sign(fresh, "ES256");
        // The key set is not asked for again within 300 ms.
        Waiting.until("the new key is found", Duration.ofSeconds(10), () -> verify(tokens, after) != null);
        assertNull(tokens.remembered(before));
        assertNull(verify(tokens, before));
    }

    @Test
    void tokens_of_two_active_keys_stay_cached_when_they_alternate() throws Exception {
        PublicJsonWebKey rsa = Issuer.key("RSA", "one");
        PublicJsonWebKey ec = Issuer.key("EC", "two");
        issuer.publish(rsa, ec);
        Tokens tokens = tokens();
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(sign("rsa-" + i, rsa, "RS256"));
            all.add(sign("ec-" + i, ec, "ES256"));
        }
        for (String token : all) {
            assertNotNull(verify(tokens, token));
        }
        for (String token : all) {
            assertNotNull(tokens.remembered(token));
        }
    }

    @Test
    void a_new_key_costs_one_verification_of_each_other_active_key() throws Exception {
        PublicJsonWebKey old = Issuer.key("RSA", "old");
        PublicJsonWebKey fresh = Issuer.key("EC", "fresh");
        issuer.publish(old, fresh);
        Tokens tokens = tokens();
        String first = sign("first", old, "RS256");
        String second = sign("second", old, "RS256");
        verify(tokens, first);
        verify(tokens, second);

        verify(tokens, sign("third", fresh, "ES256"));
        assertNull(tokens.remembered(first), "the old key may be retired");
        assertNotNull(verify(tokens, first));
        assertNotNull(tokens.remembered(second), "the old key is active");
    }

    @Test
    void what_was_verified_once_is_not_remembered_beyond_its_end() throws Exception {
        PublicJsonWebKey ec = Issuer.key("EC", "one");
        issuer.publish(ec);
        Tokens tokens = tokens();
        String brief = Issuer.sign("alice", ec, "ES256", "", Duration.ofSeconds(2));
        assertNotNull(verify(tokens, brief));
        Waiting.until("its end", () -> tokens.remembered(brief) == null);
    }

    /** Revocations are deleted by this bound. */
    @Test
    void a_bound_on_the_lifetime_of_tokens_holds_for_those_without_iat_too() throws Exception {
        PublicJsonWebKey ec = Issuer.key("EC", "one");
        issuer.publish(ec);
        String issued = "\"iat\":" + Instant.now().getEpochSecond() + ",";
        String without = Issuer.sign("alice", ec, "ES256");
        String within = Issuer.sign("alice", ec, "ES256", issued, Duration.ofMinutes(5));
        String beyond = Issuer.sign("alice", ec, "ES256", issued, Duration.ofMinutes(11));
        for (Consumer<JWTAuthContextInfo> bound : List.<Consumer<JWTAuthContextInfo>>of(
                info -> info.setMaxTimeToLiveSecs(600L), info -> info.setTokenAge(600L))) {
            JWTAuthContextInfo info = info();
            bound.accept(info);
            Tokens tokens = new Tokens(info, ConfigProvider.getConfig());
            assertNotNull(verify(tokens, within));
            assertNull(verify(tokens, without));
            assertEquals(info.getTokenAge() == null, verify(tokens, beyond) == null);
        }
    }

    @Test
    void a_key_that_says_another_algorithm_than_its_token_is_not_used() throws Exception {
        PublicJsonWebKey rsa = Issuer.key("RSA", "one");
        rsa.setAlgorithm("RS512");
        issuer.publish(rsa);
        assertNull(verify(tokens(), sign(rsa, "RS256")));
    }

    @Test
    void an_issuer_that_is_away_is_no_refusal() throws Exception {
        PublicJsonWebKey ec = Issuer.key("EC", "one");
        Tokens tokens = tokens();
        issuer.close();
        String token = sign(ec, "ES256");
        var away = assertThrows(ProblemException.class, () -> verify(tokens, token));
        assertEquals(503, away.problem().status());
    }

    private Tokens tokens() {
        return new Tokens(info(), ConfigProvider.getConfig());
    }

    private JWTAuthContextInfo info() {
        var info = new JWTAuthContextInfo();
        info.setPublicKeyLocation(issuer.location());
        info.setForcedJwksRefreshInterval(0);
        info.setJwksRefreshInterval(10);
        return info;
    }

    private static VerifiedToken verify(Tokens tokens, String jwt) {
        UnverifiedToken plausible = tokens.plausible(jwt);
        assertNotNull(plausible);
        return tokens.verify(jwt, plausible);
    }

    private static String sign(PublicJsonWebKey key, String algorithm) throws JoseException {
        return sign("alice", key, algorithm);
    }

    private static String sign(String sub, PublicJsonWebKey key, String algorithm) throws JoseException {
        return Issuer.sign(sub, key, algorithm);
    }
}
