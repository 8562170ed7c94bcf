package io.herald.publish;

import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * The time that one publish call, edit or deletion may take, over all of its calls to Redis and PostgreSQL. Each of those has
 * its own timeout. Several of them in sequence would exceed the five seconds after which a publisher must have an answer.
 */
public final class TimeBudget {

    /** Five seconds, minus the network time between client and service. */
    private static final Duration WHOLE = Duration.ofMillis(4_500);

    /** How long after its timeout a call to Redis may fail: timeouts are checked a few times per second. */
    private static final Duration LATENESS = Duration.ofMillis(500);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long deadline;
    private final long longestStep;

    /** What is left of a stopped budget: the client may still send the body of the request, in a time of its own. */
    public static final class Remainder {

        private final long nanos;
        private final long longestStep;

        private Remainder(long nanos, long longestStep) {
            this.nanos = nanos;
            this.longestStep = longestStep;
        }

        public TimeBudget resume() {
            return new TimeBudget(nanos, longestStep);
        }
    }

    public TimeBudget(Duration whole, Duration stepTimeout) {
        this(whole.toNanos(), stepTimeout.plus(LATENESS).toNanos());
    }

    private TimeBudget(long nanos, long longestStep) {
        this.deadline = System.nanoTime() + nanos;
        this.longestStep = longestStep;
    }

    /** @param stepTimeout the timeout of a single call to Redis */
    public static TimeBudget start(Duration stepTimeout) {
        return new TimeBudget(WHOLE, stepTimeout);
    }

    /** Returns a budget for work that no caller waits for. */
    public static TimeBudget unlimited() {
        return new TimeBudget(Duration.ofDays(1), Duration.ZERO);
    }

    /** Returns the time that is left now. The budget itself must not be used any more. */
    public Remainder stop() {
        return new Remainder(left(), longestStep);
    }

    /**
     * Limits a call to Redis: the result fails with a 503 problem if the call does not complete in the remaining time. The call
     * itself is not aborted and may still take effect.
     */
    public <T> Uni<T> limit(Uni<T> step) {
        // Without a timer while enough time remains: the call's own timeout ends it before the deadline.
        return Uni.createFrom().deferred(() -> left() >= longestStep ? step : timed(step, left()));
    }

    /** Does the same for a step without a timeout, or with a longer one than a call to Redis. */
    public <T> Uni<T> limitWithTimer(Uni<T> step) {
        return Uni.createFrom().deferred(() -> timed(step, left()));
    }

    /** Does the same for a step that may take only a part of the remaining time. */
    public <T> Uni<T> limitWithTimer(Uni<T> step, Duration most) {
        return Uni.createFrom().deferred(() -> timed(step, Math.min(left(), most.toNanos())));
    }

    private <T> Uni<T> timed(Uni<T> step, long left) {
        return left <= 0
                ? Uni.createFrom().failure(exhausted())
                : step.ifNoItem().after(Duration.ofNanos(left)).failWith(TimeBudget::exhausted);
    }

    private long left() {
        return deadline - System.nanoTime();
    }

    private static ProblemException exhausted() {
        return Problem.unavailable("The event log did not answer in time. Retry later.", RETRY_AFTER)
                .asException();
    }
}
