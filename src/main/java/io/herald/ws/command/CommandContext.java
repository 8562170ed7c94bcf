package io.herald.ws.command;

import io.herald.access.Caller;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.publish.channel.CommandIdempotencyKey;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * A command request and the connection that sent it.
 *
 * @param dedupe the time for which a repeated request of the same user is answered with its first result, not executed again
 */
public record CommandContext(ClientConnection socket, CommandRequest commandRequest, Duration dedupe) {

    private static final RawJson EMPTY = new JsonWriter().object().endObject().raw();

    static Uni<RawJson> emptyAnswer() {
        return Uni.createFrom().item(EMPTY);
    }

    Caller caller() {
        return socket.caller();
    }

    CommandIdempotencyKey commandKey() {
        return commandRequest.repeat(caller().id(), dedupe);
    }

    /** Runs an action on the socket's loop, at once if this is the loop's thread. May be called on any thread. */
    void onLoop(Runnable action) {
        if (socket.loop().inEventLoop()) {
            action.run();
        } else {
            socket.loop().execute(action);
        }
    }
}
