package io.herald.ws.command;

import io.herald.access.Caller;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.publish.CommandKey;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * A command with the connection that it came by.
 *
 * @param dedupe for how long the same request of the same user is not executed again
 */
public record CommandContext(ClientConnection socket, CommandRequest commandRequest, Duration dedupe) {

    private static final RawJson NOTHING = new JsonWriter().object().endObject().raw();

    static Uni<RawJson> done() {
        return Uni.createFrom().item(NOTHING);
    }

    Caller caller() {
        return socket.caller();
    }

    CommandKey commandKey() {
        return commandRequest.repeat(caller().id(), dedupe);
    }

    /** Runs on the socket's loop, now or soon. */
    void onLoop(Runnable action) {
        if (socket.loop().inEventLoop()) {
            action.run();
        } else {
            socket.loop().execute(action);
        }
    }
}
