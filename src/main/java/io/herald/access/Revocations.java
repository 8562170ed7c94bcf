package io.herald.access;

/** Asked for every request, also where the token is known: a revocation acts at once. In memory: must not block and costs next to nothing. */
public interface Revocations {
    boolean revoked(Caller caller);
}
