package io.herald.access;

import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Verifies a token that a client sends over an open connection, with the same checks as for a request. */
@ApplicationScoped
public class SessionTokenVerifier {

    private final TokenVerifier tokenVerifier;
    private final TokenWorkers workers;
    private final Revocations revocations;

    SessionTokenVerifier(TokenVerifier tokenVerifier, TokenWorkers workers, Revocations revocations) {
        this.tokenVerifier = tokenVerifier;
        this.workers = workers;
        this.revocations = revocations;
    }

    /**
     * Returns the caller of a token. Fails with a {@link io.herald.problem.ProblemException} 401 if the token is
     * invalid or revoked. Never blocks; the result may arrive on any thread.
     */
    public Uni<Caller> caller(String jwt) {
        VerifiedToken known = tokenVerifier.cached(jwt);
        if (known != null) {
            return Uni.createFrom().item(() -> admit(known));
        }
        UnverifiedToken plausible = tokenVerifier.plausible(jwt);
        if (plausible == null) {
            return Uni.createFrom().item(() -> admit(null));
        }
        return workers.run(() -> tokenVerifier.verify(jwt, plausible)).map(this::admit);
    }

    private Caller admit(@Nullable VerifiedToken token) {
        if (token == null || revocations.isRevoked(token.caller())) {
            throw Problem.unauthorized().asException();
        }
        return token.caller();
    }
}
