package io.herald.ws.command;

import io.herald.problem.Problem;
import io.herald.publish.channel.CommandIdempotencyKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request read from one message: a command, or the problem that prevents it.
 *
 * @param id the client's id, which the answer repeats; null if it could not be read
 * @param fingerprint identifies event and data: a request with the same id and fingerprint is executed once
 * @param problem why the request is rejected, or null if the command is to be executed
 */
public record CommandRequest(
        @Nullable String id,
        String fingerprint,
        Command command,
        @Nullable Problem problem) {

    /** A placeholder for rejected requests. Never executed. */
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

    /** Returns this request, rejected for another reason than its content. */
    public CommandRequest rejected(Problem why) {
        return refused(id, why);
    }

    /** Returns the key under which the command is recorded, so that a repetition is not executed again. */
    CommandIdempotencyKey repeat(String user, Duration remembered) {
        return CommandIdempotencyKey.of(user, id, fingerprint, remembered);
    }
}
