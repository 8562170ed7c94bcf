package io.herald.log;

import io.smallrye.mutiny.Uni;

/** Tests with a real write whether the log accepts writes: a Redis that answers reads may still reject every write. */
public interface WriteProbe {

    enum Outcome {
        ACCEPTED,
        /** No server accepted the write, and at least one rejected it. */
        REFUSED,
        /** Some servers of a cluster rejected the write, and others accepted it. */
        REFUSED_IN_PART,
        UNANSWERED
    }

    /**
     * The result of a probe.
     *
     * @param reason the error code with which Redis rejects the write, such as {@code OOM}; empty if it does not
     */
    record Trial(Outcome outcome, String reason) {}

    /** Writes a small key in the slot of each partition. Never fails. Uses the same timeout as any other call of Redis. */
    Uni<Trial> probe();
}
