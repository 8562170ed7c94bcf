package io.herald.access;

import io.smallrye.mutiny.Uni;

/** Which verified tokens do not count any more. Asked for every request, also where the token is cached: a revocation acts at once. */
public interface Revocations {

    /** Whether {@link #revoked} can be answered: true forever once it was true. */
    boolean areKnown();

    /**
     * Waits a moment until they are known. Fails with a {@link io.herald.problem.ProblemException} 503 where they cannot be read. Never
     * blocks; the result arrives on the caller's event loop.
     */
    Uni<Void> known();

    /**
     * In memory: must not block and costs next to nothing.
     *
     * @throws io.herald.problem.ProblemException 503 if they are not known: an unknown revocation must not pass for none
     */
    boolean revoked(Caller caller);
}
