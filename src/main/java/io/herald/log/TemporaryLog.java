package io.herald.log;

import io.smallrye.mutiny.Uni;

/**
 * A log under keys of its own, for one instance alone. No other instance reads it, no projection processes its work queue, and
 * its calls are not measured. All of its keys expire by themselves within two minutes after the last {@link #renew}, which has to
 * precede the first append.
 */
public interface TemporaryLog {

    EventLog events();

    IdempotencyRecords records();

    /** Renews the expiry of the keys, and deletes what has accumulated. Fails as {@link EventLog} does. */
    Uni<Void> renew();

    /** Stops reading and deletes all keys. Called once, when no append is in progress. Fails as {@link EventLog} does. */
    Uni<Void> delete();
}
