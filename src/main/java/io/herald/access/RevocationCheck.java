package io.herald.access;

import io.smallrye.mutiny.Uni;

/**
 * Decides which verified tokens are revoked. Every request is checked, even if its token is cached, so that a
 * revocation takes effect at once.
 */
public interface RevocationCheck {

    /** Returns whether {@link #isRevoked} can decide. Once true, it stays true. */
    boolean isLoaded();

    /**
     * Waits for a bounded time until the revocations are known. Fails with a {@link io.herald.problem.ProblemException}
     * 503 if they cannot be read. Never blocks; the result arrives on the caller's event loop.
     */
    Uni<Void> whenLoaded();

    /**
     * Returns whether the caller's token is revoked. Decides in memory: must not block, and must be cheap.
     *
     * @throws io.herald.problem.ProblemException 503 if the revocations are not known: a revoked token must not pass as
     *     valid
     */
    boolean isRevoked(Caller caller);
}
