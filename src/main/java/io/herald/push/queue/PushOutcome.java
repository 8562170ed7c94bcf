package io.herald.push.queue;

import java.time.Instant;
import java.util.Locale;

/**
 * The outcome of a push. The function {@code push_finish} describes the kinds.
 *
 * @param due for {@link Kind#LATER}: when the push is due again
 * @param attempts for {@link Kind#LATER}: the number of failed attempts
 * @param waited for {@link Kind#LATER}: whether the push has waited because the user saw a page
 */
public record PushOutcome(long job, Kind kind, Instant due, int attempts, boolean waited) {

    public enum Kind {
        PUSHED,
        GONE,
        REFUSED,
        FAILED,
        DROPPED,
        LATER;

        String spelled() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns the outcome of a push that has ended. */
    public static PushOutcome ended(PushJob job, Kind kind) {
        return new PushOutcome(job.id(), kind, Instant.EPOCH, job.attempts(), job.waited());
    }

    public static PushOutcome later(PushJob job, Instant due, int attempts, boolean waited) {
        return new PushOutcome(job.id(), Kind.LATER, due, attempts, waited);
    }
}
