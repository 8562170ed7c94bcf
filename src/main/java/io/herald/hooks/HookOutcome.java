package io.herald.hooks;

/**
 * What happened to an event, to be recorded.
 *
 * @param kind {@link Kind#LAST} only marks that the outcomes of the subject before it are recorded
 */
record HookOutcome(HookEvent event, Kind kind) {

    enum Kind {
        DELIVERED,
        /** An attempt has failed, and others follow. */
        RETRIED,
        /** Attempts have failed for a day. */
        FAILED,
        LAST
    }
}
