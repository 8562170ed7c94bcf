package io.herald.ops.health;

import java.util.Optional;

/**
 * Decides from the probes on new connections whether Redis is down or this instance is stuck, while its tail readers
 * receive nothing.
 */
final class RedisReachability {

    /**
     * Answers until the instance is stuck. Redis may have just restarted, and readers take up to two seconds to reconnect.
     */
    private static final int ANSWERS_UNTIL_STUCK = 5;

    /** Consecutive missing answers until Redis is considered down. A single answer may be late on a busy machine. */
    private static final int MISSED_UNTIL_UNREACHABLE = 2;

    private int answered;
    private int missed;

    /** Discards all results. */
    void reset() {
        answered = 0;
        missed = 0;
    }

    /**
     * Adds the result of a probe.
     *
     * @return the new state, or empty if the results do not decide it
     */
    Optional<TailState> add(boolean answer) {
        if (answer) {
            answered++;
            missed = 0;
        } else if (++missed >= MISSED_UNTIL_UNREACHABLE) {
            answered = 0;
        }
        if (answered >= ANSWERS_UNTIL_STUCK) {
            return Optional.of(TailState.STUCK);
        }
        return missed >= MISSED_UNTIL_UNREACHABLE ? Optional.of(TailState.UNREACHABLE) : Optional.empty();
    }
}
