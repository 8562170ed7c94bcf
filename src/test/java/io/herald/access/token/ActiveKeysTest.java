package io.herald.access.token;

import static io.herald.access.token.IssuedTokens.sign;
import static io.herald.access.token.IssuedTokens.verify;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.herald.problem.ProblemException;
import io.herald.testing.Await;
import io.herald.testing.Issuer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** During a rotation the issuer has several active keys. Tokens of each are accepted, those of retired keys are not. */
class ActiveKeysTest {

    private final IssuedTokens tokens = new IssuedTokens();
    private final PublicJsonWebKey rsa = key("RSA", "one");
    private final PublicJsonWebKey ec = key("EC", "two");

    @AfterEach
    void close() {
        tokens.close();
    }

    private static PublicJsonWebKey key(String kind, String id) {
        try {
            return Issuer.key(kind, id);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_token_that_names_another_active_key_is_rejected_and_confirms_neither() throws Exception {
        PublicJsonWebKey other = key("EC", "three");
        tokens.issuer.publish(ec, other);
        TokenVerifier verifier = tokens.verifier();
        String accepted = sign(ec, "ES256");
        assertNotNull(verify(verifier, accepted));

        PublicJsonWebKey forger = key("EC", "three");
        forger.setPrivateKey(ec.getPrivateKey());
        assertNull(verify(verifier, sign(forger, "ES256")));
        assertNotNull(verifier.cached(accepted), "no rotation");
    }

    @Test
    void a_token_of_an_unpublished_key_is_rejected_and_the_tokens_of_active_keys_stay_cached() throws Exception {
        tokens.issuer.publish(rsa, ec);
        TokenVerifier verifier = tokens.verifier();
        String first = sign(rsa, "RS256");
        String second = sign(ec, "ES256");
        verify(verifier, first);
        verify(verifier, second);
        verify(verifier, first);

        assertNull(verify(verifier, sign(key("EC", "unknown"), "ES256")));
        assertNotNull(verifier.cached(first));
        assertNotNull(verifier.cached(second));
    }

    @Test
    void while_the_issuer_is_unreachable_tokens_of_all_active_keys_verify() throws Exception {
        tokens.issuer.publish(rsa, ec);
        TokenVerifier verifier = tokens.verifier();
        verify(verifier, sign(rsa, "RS256"));
        tokens.issuer.close();

        String ofNewKey = sign(key("EC", "new"), "ES256");
        // The key set is fetched again after 300 ms at the earliest.
        Await.until("the key set cannot be fetched", () -> status(verifier, ofNewKey) == 503);
        assertNotNull(verify(verifier, Issuer.sign("bob", rsa, "RS256")));
        assertNotNull(verify(verifier, Issuer.sign("carol", ec, "ES256")));
    }

    @Test
    void a_token_of_a_new_key_is_not_invalid_while_the_issuer_is_unreachable() throws Exception {
        tokens.issuer.publish(ec);
        TokenVerifier verifier = tokens.verifier();
        verify(verifier, sign(ec, "ES256"));
        String ofNewKey = sign(key("EC", "new"), "ES256");
        assertNull(verify(verifier, ofNewKey), "the issuer does not publish this key");

        tokens.issuer.close();
        Await.until("the key set cannot be fetched", () -> status(verifier, ofNewKey) == 503);
        assertEquals(503, status(verifier, ofNewKey), "until it can be fetched again");
    }

    private static int status(TokenVerifier verifier, String jwt) {
        try {
            return verify(verifier, jwt) == null ? 401 : 200;
        } catch (ProblemException problem) {
            return problem.problem().status();
        }
    }

    @Test
    void a_rotation_rejects_the_tokens_of_the_retired_key() throws Exception {
        PublicJsonWebKey old = key("EC", "old");
        tokens.issuer.publish(old);
        TokenVerifier verifier = tokens.verifier();
        String before = sign(old, "ES256");
        verify(verifier, before);
        assertNotNull(verifier.cached(before));

        PublicJsonWebKey fresh = key("EC", "fresh");
        tokens.issuer.publish(fresh);
        String after = sign(fresh, "ES256");
        // The key set is fetched again after 300 ms at the earliest.
        Await.until("the new key is fetched", Duration.ofSeconds(10), () -> verify(verifier, after) != null);
        assertNull(verifier.cached(before));
        assertNull(verify(verifier, before));
    }

    @Test
    void a_retired_key_is_noticed_within_five_minutes_without_a_token_of_a_new_key() throws Exception {
        tokens.issuer.publish(ec);
        TokenVerifier verifier = tokens.verifier();
        String token = sign(ec, "ES256");
        assertNotNull(verify(verifier, token));

        tokens.now = tokens.now.plus(Duration.ofMinutes(5));
        assertNull(verifier.cached(token));
    }

    @Test
    void rsa_and_ec_keys_verify_tokens_without_a_configured_algorithm() throws Exception {
        tokens.issuer.publish(rsa, ec);
        TokenVerifier verifier = tokens.verifier();
        assertEquals("alice", verify(verifier, sign(rsa, "RS256")).caller().id());
        assertEquals("alice", verify(verifier, sign(ec, "ES256")).caller().id());
    }

    @Test
    void alternating_tokens_of_two_active_keys_stay_cached() throws Exception {
        tokens.issuer.publish(rsa, ec);
        TokenVerifier verifier = tokens.verifier();
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(Issuer.sign("rsa-" + i, rsa, "RS256"));
            all.add(Issuer.sign("ec-" + i, ec, "ES256"));
        }
        for (String token : all) {
            assertNotNull(verify(verifier, token));
        }
        for (String token : all) {
            assertNotNull(verifier.cached(token));
        }
    }

    @Test
    void a_new_key_costs_one_verification_of_each_other_active_key() throws Exception {
        tokens.issuer.publish(rsa, ec);
        TokenVerifier verifier = tokens.verifier();
        String first = Issuer.sign("first", rsa, "RS256");
        String second = Issuer.sign("second", rsa, "RS256");
        verify(verifier, first);
        verify(verifier, second);

        verify(verifier, Issuer.sign("third", ec, "ES256"));
        assertNull(verifier.cached(first), "the old key may be retired");
        assertNotNull(verify(verifier, first));
        assertNotNull(verifier.cached(second), "the old key is active");
    }
}
