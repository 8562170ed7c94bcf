package io.herald.testing;

import io.herald.dev.DevKeys;
import io.herald.dev.TokenSigner;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Builds a token, which is valid by default: {@code Tokens.of("alice").groups("publisher").sign()}. */
public final class Tokens {

    /** The issuer that the service expects. */
    public static final String ISSUER = "https://herald.dev";

    private final Map<String, Object> claims = new HashMap<>();
    private TokenSigner signer =
            TokenSigner.rs256(DevKeys.in(TestDirectory.dataDirectory()).privateKey());

    private Tokens(String sub) {
        claim("iss", ISSUER).claim("sub", sub).claim("jti", UUID.randomUUID().toString());
        issuedAt(Instant.now()).expiresIn(Duration.ofHours(1));
    }

    public static Tokens of(String sub) {
        return new Tokens(sub);
    }

    /** Returns the token of a publisher. */
    public static String publisher(String sub) {
        return of(sub).groups("publisher").sign();
    }

    public Tokens groups(String... groups) {
        return claim("groups", List.of(groups));
    }

    public Tokens herald(Map<String, ?> rights) {
        return claim("herald", rights);
    }

    public Tokens issuedAt(Instant time) {
        return claim("iat", time.getEpochSecond());
    }

    public Tokens expiresAt(Instant time) {
        return claim("exp", time.getEpochSecond());
    }

    /** A negative duration creates an expired token. */
    public Tokens expiresIn(Duration ttl) {
        return expiresAt(Instant.now().plus(ttl));
    }

    public Tokens claim(String name, Object value) {
        claims.put(name, value);
        return this;
    }

    public Tokens without(String claim) {
        claims.remove(claim);
        return this;
    }

    /** Signs with another key or algorithm. */
    public Tokens signedBy(TokenSigner other) {
        signer = other;
        return this;
    }

    public String sign() {
        return Secrets.register(signer.sign(claims));
    }
}
