package io.herald.access.token;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.herald.testing.Issuer;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** An issuer that publishes its keys as a key set, and verifiers of its tokens with a clock that a test sets. */
final class IssuedTokens implements AutoCloseable {

    final Issuer issuer = Issuer.start();
    Instant now = Instant.now();

    TokenVerifier verifier() {
        return verifier(info());
    }

    TokenVerifier verifier(JWTAuthContextInfo info) {
        InstantSource time = () -> now;
        return new TokenVerifier(
                info, ConfigProvider.getConfig(), callers(List.of(), "", "herald"), time.withZone(ZoneOffset.UTC));
    }

    static CallerReader callers(List<String> groupsPaths, String groupsPrefix, String roomsPath) {
        return new CallerReader(new ClaimsConfig() {
            @Override
            public Optional<List<String>> groupsPaths() {
                return Optional.of(groupsPaths);
            }

            @Override
            public Optional<String> groupsPrefix() {
                return Optional.of(groupsPrefix);
            }

            @Override
            public String roomsPath() {
                return roomsPath;
            }
        });
    }

    JWTAuthContextInfo info() {
        var info = new JWTAuthContextInfo();
        info.setPublicKeyLocation(issuer.location());
        info.setForcedJwksRefreshInterval(0);
        info.setJwksRefreshInterval(10);
        return info;
    }

    /** Returns null if the token is rejected. */
    static @Nullable VerifiedToken verify(TokenVerifier verifier, String jwt) {
        return result(verifier, jwt) instanceof VerifiedToken verified ? verified : null;
    }

    static TokenResult result(TokenVerifier verifier, String jwt) {
        UnverifiedToken token = UnverifiedToken.read(jwt);
        assertNotNull(token);
        TokenRejection rejection = verifier.precheck(token);
        return rejection == null ? verifier.verify(jwt, token) : rejection;
    }

    static String sign(PublicJsonWebKey key, String algorithm) throws JoseException {
        return Issuer.sign("alice", key, algorithm);
    }

    @Override
    public void close() {
        issuer.close();
    }
}
