package io.herald.access.token;

import io.herald.access.Caller;
import io.herald.access.RevocationCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.UnaryOperator;

/** Authenticates with tokens: verifies them and checks their revocation, for requests and for open connections alike. */
@ApplicationScoped
public class TokenAuthenticator {

    private final TokenVerifier verifier;
    private final TokenWorkers workers;
    private final RevocationCheck revocations;
    private final RejectionLogger log;

    TokenAuthenticator(TokenVerifier verifier, TokenWorkers workers, RevocationCheck revocations, RejectionLogger log) {
        this.verifier = verifier;
        this.workers = workers;
        this.revocations = revocations;
        this.log = log;
    }

    /**
     * Returns the verified token, or why it was rejected, which is logged. Fails with a
     * {@link io.herald.problem.ProblemException} 503 if that cannot be determined at the moment. Never blocks; the result
     * arrives on the caller's event loop.
     */
    public Uni<TokenResult> authenticate(String jwt) {
        return verify(jwt, this::loggedResult);
    }

    /** Does the same for a token that is no credential of the request. Does not log a rejection. */
    Uni<TokenResult> check(String jwt) {
        return verify(jwt, this::result);
    }

    private Uni<TokenResult> verify(String jwt, UnaryOperator<TokenResult> result) {
        VerifiedToken cached = verifier.cached(jwt);
        if (cached != null) {
            return Uni.createFrom().item(() -> result.apply(cached));
        }
        UnverifiedToken token = UnverifiedToken.read(jwt);
        TokenRejection rejection = token == null ? TokenRejection.malformed() : verifier.precheck(token);
        return token == null || rejection != null
                ? Uni.createFrom().item(() -> result.apply(rejection))
                : workers.run(() -> verifier.verify(jwt, token)).map(result);
    }

    /** Returns the caller of a token. Fails with a {@link io.herald.problem.ProblemException} 401 if there is none. */
    public Uni<Caller> caller(String jwt) {
        return authenticate(jwt).map(result -> {
            if (result instanceof TokenRejection rejection) {
                throw rejection.problem().asException();
            }
            return ((VerifiedToken) result).caller();
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

    private TokenResult result(TokenResult verified) {
        return verified instanceof VerifiedToken token && revocations.isRevoked(token.caller())
                ? TokenRejection.revoked()
                : verified;
    }

    private TokenResult loggedResult(TokenResult verified) {
        TokenResult result = result(verified);
        if (result instanceof TokenRejection rejection) {
            log.log(rejection);
        }
        return result;
    }
}
