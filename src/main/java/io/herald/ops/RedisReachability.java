package io.herald.ops;

import io.herald.ops.LogMonitor.State;
import java.util.Optional;

/**
 * What Redis' answers on new connections come to, while this instance's readers hear nothing: that Redis is away, or that
 * this instance is stuck.
 */
final class RedisReachability {

    /** Redis may have come back only just now, and readers take up to two seconds to find out. */
    private static final int UNTIL_STUCK = 5;

    /** A single one may be late on a busy machine, and says nothing of the others. */
    private static final int MISSED_UNTIL_AWAY = 2;

    private int came;
    private int missed;

    /** It is as if nothing had ever been asked. */
    void forget() {
        came = 0;
        missed = 0;
    }

    /** @return what is clear by now */
    Optional<State> add(boolean answer) {
        if (answer) {
            came++;
            missed = 0;
        } else if (++missed >= MISSED_UNTIL_AWAY) {
            came = 0;
        }
        if (came >= UNTIL_STUCK) {
            return Optional.of(State.STUCK);
        }
        return missed >= MISSED_UNTIL_AWAY ? Optional.of(State.AWAY) : Optional.empty();
    }
}
