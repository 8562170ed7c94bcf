package io.herald.access;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where tickets wait, on every instance. It sees a ticket's hash only, and a caller as opaque bytes. Never blocks; fails with a
 * {@link io.herald.problem.ProblemException} 503 where the store is away.
 */
public interface TicketStore {
    Uni<Void> put(String ticketHash, byte[] caller, Duration life);

    /** Takes it out in one step, so that of two who present it only one has it; null if it is not there (any more). */
    Uni<byte @Nullable []> take(String ticketHash);
}
