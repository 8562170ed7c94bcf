package io.herald.access.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Api;
import io.herald.testing.Certificates;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Issuer;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reads a key set over TLS from a server whose certificate a private authority has signed. */
@Tag("extended")
class KeySetOverTlsIT {

    @Test
    void a_trust_store_in_the_system_properties_adds_a_private_authority() throws Exception {
        Certificates certificates = Certificates.of("issuer");
        PublicJsonWebKey key = Issuer.key("RSA", "private");
        try (Issuer issuer = Issuer.start(certificates.serverContext())) {
            issuer.publish(key);
            String token = Issuer.sign("alice", key, "RS256");
            Map<String, String> settings = Map.of("mp.jwt.verify.publickey.location", issuer.location());
            assertEquals(
                    200,
                    status(
                            settings,
                            token,
                            List.of(
                                    "-Djavax.net.ssl.trustStore=" + certificates.trustStore(),
                                    "-Djavax.net.ssl.trustStorePassword=" + Certificates.PASSWORD)));
            assertEquals(503, status(settings, token, List.of()));
        }
    }

    private static int status(Map<String, String> settings, String token, List<String> options) {
        try (HeraldProcess herald = HeraldProcess.start(settings, options)) {
            return new Api(herald.baseUri(), token).get("/api/v1/poll").statusCode();
        }
    }
}
