package io.herald.ws.command;

import io.herald.problem.Problem;
import io.herald.publish.CommandKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one message asks.
 *
 * @param id by which the client knows the answer; null where none could be read
 * @param fingerprint of what is asked: under the same id the same again is done once
 * @param problem in place of a command that cannot be done
 */
public record CommandRequest(
        @Nullable String id,
        String fingerprint,
        Command command,
        @Nullable Problem problem) {

    /** Stands where there is a problem, and is never done. */
    private static final Command NOTHING = new Command.Heartbeat();

    static CommandRequest of(String id, String fingerprint, Command command) {
        return new CommandRequest(id, fingerprint, command, null);
    }

    static CommandRequest refused(@Nullable String id, Problem problem) {
        return new CommandRequest(id, "", NOTHING, problem);
    }

    public static CommandRequest unreadable(Problem problem) {
        return refused(null, problem);
    }

    /** What a command leaves behind, so that the same again is done once. */
    CommandKey repeat(String user, Duration remembered) {
        return CommandKey.of(user, id, fingerprint, remembered);
    }
}
