package io.herald.publish;

import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * The time that one publish call, edit or deletion may take, over all of its calls to Redis and PostgreSQL. Each of those has a timeout of its own, but a
 * call that needs several of them one after the other would exceed the five seconds within which publishers are promised an
 * answer.
 */
final class TimeBudget {

    /** Five seconds, but for the way from the client and back. */
    private static final Duration WHOLE = Duration.ofMillis(4_500);

    /** How much later than its timeout a call to Redis may fail: timeouts are checked a few times a second. */
    private static final Duration LATENESS = Duration.ofMillis(500);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long deadline;
    private final long longestStep;

    TimeBudget(Duration whole, Duration stepTimeout) {
        this.deadline = System.nanoTime() + whole.toNanos();
        this.longestStep = stepTimeout.plus(LATENESS).toNanos();
    }

    /** @param stepTimeout after which a single call to Redis fails by itself */
    static TimeBudget start(Duration stepTimeout) {
        return new TimeBudget(WHOLE, stepTimeout);
    }

    /** For work that no caller waits for. */
    static TimeBudget unlimited() {
        return new TimeBudget(Duration.ofDays(1), Duration.ZERO);
    }

    /** Fails as unavailable if a call to Redis does not complete in the remaining time. The call is not cancelled. */
    <T> Uni<T> limit(Uni<T> step) {
        // A timer for each call would cost more than it is worth: the step ends in time by itself.
        return Uni.createFrom().deferred(() -> left() >= longestStep ? step : timed(step));
    }

    /** The same for a step that has no timeout, or a longer one than a call to Redis. */
    <T> Uni<T> limitWithTimer(Uni<T> step) {
        return Uni.createFrom().deferred(() -> timed(step));
    }

    private <T> Uni<T> timed(Uni<T> step) {
        long left = left();
        return left <= 0
                ? Uni.createFrom().failure(exhausted())
                : step.ifNoItem().after(Duration.ofNanos(left)).failWith(TimeBudget::exhausted);
    }

    private long left() {
        return deadline - System.nanoTime();
    }

    private static ProblemException exhausted() {
        return Problem.unavailable("The event log does not answer in time.", RETRY_AFTER)
                .asException();
    }
}
