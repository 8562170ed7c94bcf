package io.herald.users;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/**
 * The stored revocations of all instances. Never blocks. A result may arrive on any thread, and fails while the store is
 * unavailable.
 */
interface RevocationStore {

    /** Completes when the revocation is stored. Fails with a {@link io.herald.problem.ProblemException} 503 otherwise. */
    Uni<Void> add(Revocation revocation);

    /** Returns the revocations with a higher sequence number; all for 0. */
    Uni<Part> after(long seq);

    Uni<Void> deleteBefore(Instant earliest);

    /**
     * The result of a read.
     *
     * @param seq the sequence number from which the next read continues
     * @param hasGoneBack whether the store has lost sequence numbers and will assign them again, so that only a full read is
     *     complete
     */
    record Part(List<Revocation> revocations, long seq, boolean hasGoneBack) {}
}
