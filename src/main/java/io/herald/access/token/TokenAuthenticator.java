package io.herald.access.token;

import io.herald.access.Caller;
import io.herald.access.RevocationCheck;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Authenticates with tokens: verifies them and checks their revocation, for requests and for open connections alike. */
@ApplicationScoped
public class TokenAuthenticator {

    private final TokenVerifier verifier;
    private final TokenWorkers workers;
    private final RevocationCheck revocations;

    TokenAuthenticator(TokenVerifier verifier, TokenWorkers workers, RevocationCheck revocations) {
        this.verifier = verifier;
        this.workers = workers;
        this.revocations = revocations;
    }

    /**
     * Returns the verified token, or null if the token is invalid or revoked. Fails with a
     * {@link io.herald.problem.ProblemException} 503 if that cannot be determined at the moment. Never blocks; the result
     * arrives on the caller's event loop.
     */
    public Uni<@Nullable VerifiedToken> authenticate(String jwt) {
        VerifiedToken cached = verifier.cached(jwt);
        if (cached != null) {
            return Uni.createFrom().item(() -> unlessRevoked(cached));
        }
        UnverifiedToken plausible = verifier.plausible(jwt);
        return plausible == null
                ? Uni.createFrom().nullItem()
                : workers.run(() -> verifier.verify(jwt, plausible)).map(this::unlessRevoked);
    }

    /** Returns the caller of a token. Fails with a {@link io.herald.problem.ProblemException} 401 if there is none. */
    public Uni<Caller> caller(String jwt) {
        return authenticate(jwt).map(token -> {
            if (token == null) {
                throw Problem.unauthorized().asException();
            }
            return token.caller();
        });
    }

    /**
     * Issues a token for calls of this instance to itself. No other instance accepts it, and only the caller of this method knows
     * it. It is valid until the caller expires, or until it is {@linkplain #withdrawInternal withdrawn}.
     */
    public String issueInternal(Caller caller) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        verifier.cacheInternal(token, caller);
        return token;
    }

    public void withdrawInternal(String token) {
        verifier.forget(token);
    }

    private @Nullable VerifiedToken unlessRevoked(@Nullable VerifiedToken token) {
        return token == null || revocations.isRevoked(token.caller()) ? null : token;
    }
}
