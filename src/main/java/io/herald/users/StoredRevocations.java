package io.herald.users;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/** The revocations that are stored for all instances. Never blocks; a result may arrive on any thread, and fails if the store is away. */
interface StoredRevocations {

    /** A result means that it is stored. Fails with a {@link io.herald.problem.ProblemException} 503. */
    Uni<Void> add(Revocation revocation);

    /** Those that were stored after a number; after 0 all. */
    Uni<Part> after(long seq);

    Uni<Void> deleteBefore(Instant earliest);

    /**
     * @param seq to read on from
     * @param hasGoneBack the store has lost numbers, which it will give again: only all revocations are complete
     */
    record Part(List<Revocation> revocations, long seq, boolean hasGoneBack) {}
}
