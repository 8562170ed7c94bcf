package io.herald.access.token;

import io.herald.access.Caller;
import io.herald.access.RevocationCheck;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
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

    private @Nullable VerifiedToken unlessRevoked(@Nullable VerifiedToken token) {
        return token == null || revocations.isRevoked(token.caller()) ? null : token;
    }
}
