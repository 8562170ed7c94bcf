package io.herald.ws.command;

import io.herald.problem.Problem;
import io.herald.publish.Repeat;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one message asks.
 *
 * @param id by which the client knows the answer; null where none could be read
 * @param fingerprint of what is asked: under the same id the same again is done once
 * @param problem in place of a command that cannot be done
 */
public record Request(
        @Nullable String id,
        String fingerprint,
        Command command,
        @Nullable Problem problem) {

    /** Stands where there is a problem, and is never done. */
    private static final Command NOTHING = new Command.Heartbeat();

    static Request of(String id, String fingerprint, Command command) {
        return new Request(id, fingerprint, command, null);
    }

    static Request refused(@Nullable String id, Problem problem) {
        return new Request(id, "", NOTHING, problem);
    }

    public static Request unreadable(Problem problem) {
        return refused(null, problem);
    }

    /** What a command leaves behind, so that the same again is done once. */
    Repeat repeat(String user, Duration remembered) {
        return Repeat.of(user, id, fingerprint, remembered);
    }
}
