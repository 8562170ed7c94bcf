package io.herald.log;

import io.smallrye.mutiny.Uni;

/** Whether the log takes what is written, tried and not believed: a Redis that answers may still refuse every write. */
public interface WriteProbe {

    enum Outcome {
        TAKEN,
        /** By all who answered. */
        REFUSED,
        /** By some of the servers of a cluster. */
        REFUSED_IN_PART,
        UNANSWERED
    }

    /** @param reason Redis' own word for why it refuses, such as {@code OOM}; else empty */
    record Trial(Outcome outcome, String reason) {}

    /** Writes next to nothing beside each partition. Never fails, and waits no longer than any other call of Redis. */
    Uni<Trial> tryWrite();
}
