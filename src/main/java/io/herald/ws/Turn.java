package io.herald.ws;

import io.herald.access.Caller;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.publish.Repeat;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** A command with the connection that it came by. */
record Turn(Socket socket, Request request) {

    private static final RawJson NOTHING = new JsonWriter().object().endObject().raw();

    static Uni<RawJson> done() {
        return Uni.createFrom().item(NOTHING);
    }

    Caller caller() {
        return socket.caller();
    }

    /** @param remembered for how long the same request of the same user is not executed again */
    Repeat repeat(Duration remembered) {
        return request.repeat(caller().id(), remembered);
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
