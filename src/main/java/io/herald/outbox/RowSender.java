package io.herald.outbox;

import io.smallrye.mutiny.Uni;

/**
 * Sends rows to the log. Never blocks. A row may be sent any number of times, by any instances, while it is in its table: it is in
 * the log once.
 */
interface RowSender {

    /**
     * Sends a row. The result means that it is in the log. Fails with a {@link io.herald.problem.ProblemException} if it was
     * rejected or the log is unavailable.
     */
    Uni<Void> send(OutboxRow row);

    /**
     * Shortens what the log remembers of a row that is no longer in its table. Never fails: what is not shortened expires later.
     */
    Uni<Void> forget(OutboxRow row);
}
