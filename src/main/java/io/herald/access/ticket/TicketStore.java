package io.herald.access.ticket;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Stores issued tickets until they are redeemed. All instances share the store. It receives only the hash of a ticket,
 * and the caller as opaque bytes. Never blocks; fails with a {@link io.herald.problem.ProblemException} 503 if the
 * store is unavailable.
 */
public interface TicketStore {
    Uni<Void> put(String ticketHash, byte[] caller, Duration life);

    /**
     * Removes a ticket and returns its caller, atomically, so that only one of two concurrent requests redeems it.
     * Returns null if the ticket does not exist.
     */
    Uni<byte @Nullable []> redeem(String ticketHash);
}
