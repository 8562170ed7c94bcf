package io.herald.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import io.herald.problem.ProblemException;
import io.herald.testing.Waiting;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An issuer with a key set of its own on the network. */
class KeySetTest {
    private HttpServer issuer;
    private volatile String keys = "{\"keys\":[]}";

    @BeforeEach
    void open() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/jwks", exchange -> {
            byte[] body = keys.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        issuer.start();
    }

    @AfterEach
    void close() {
        issuer.stop(0);
    }

    @Test
    void tokens_of_both_kinds_of_key_are_good_without_naming_an_algorithm() throws Exception {
        PublicJsonWebKey rsa = key("RSA", "one");
        PublicJsonWebKey ec = key("EC", "two");
        publish(rsa, ec);
        Tokens tokens = tokens();
        assertEquals("alice", verify(tokens, sign(rsa, "RS256")).caller().id());
        assertEquals("alice", verify(tokens, sign(ec, "ES256")).caller().id());
    }

    @Test
    void a_new_key_is_found_and_makes_what_older_ones_signed_prove_itself_again() throws Exception {
        PublicJsonWebKey old = key("EC", "old");
        publish(old);
        Tokens tokens = tokens();
        String before = sign(old, "ES256");
        verify(tokens, before);
        assertNotNull(tokens.remembered(before));

        PublicJsonWebKey fresh = key("EC", "fresh");
        publish(fresh);
        String after = sign(fresh, "ES256");
        // The key set is not asked for again within 300 ms.
        Waiting.until("the new key is found", Duration.ofSeconds(10), () -> verify(tokens, after) != null);
        assertNull(tokens.remembered(before));
        assertNull(verify(tokens, before));
    }

    @Test
    void a_key_that_says_another_algorithm_than_its_token_is_not_used() throws Exception {
        PublicJsonWebKey rsa = key("RSA", "one");
        rsa.setAlgorithm("RS512");
        publish(rsa);
        assertNull(verify(tokens(), sign(rsa, "RS256")));
    }

    @Test
    void an_issuer_that_is_away_is_no_refusal() throws Exception {
        PublicJsonWebKey ec = key("EC", "one");
        Tokens tokens = tokens();
        issuer.stop(0);
        String token = sign(ec, "ES256");
        var away = assertThrows(ProblemException.class, () -> verify(tokens, token));
        assertEquals(503, away.problem().status());
    }

    private Tokens tokens() {
        var info = new JWTAuthContextInfo();
        info.setPublicKeyLocation("http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks");
        info.setForcedJwksRefreshInterval(0);
        info.setJwksRefreshInterval(10);
        return new Tokens(info, ConfigProvider.getConfig());
    }

    private static VerifiedToken verify(Tokens tokens, String jwt) {
        UnverifiedToken plausible = tokens.plausible(jwt);
        assertNotNull(plausible);
        return tokens.verify(jwt, plausible);
    }

    private void publish(JsonWebKey... published) {
        keys = new JsonWebKeySet(published).toJson();
    }

    private static PublicJsonWebKey key(String kind, String id) throws Exception {
        var generator = KeyPairGenerator.getInstance(kind);
        if (kind.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else {
            generator.initialize(2048);
        }
        KeyPair pair = generator.generateKeyPair();
        PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
        key.setPrivateKey(pair.getPrivate());
        key.setKeyId(id);
        return key;
    }

    private static String sign(PublicJsonWebKey key, String algorithm) throws JoseException {
        var jws = new JsonWebSignature();
        jws.setPayload(
                "{\"sub\":\"alice\",\"exp\":" + Instant.now().plusSeconds(600).getEpochSecond() + "}");
        jws.setKey(key.getPrivateKey());
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setAlgorithmHeaderValue(algorithm);
        return jws.getCompactSerialization();
    }
}
