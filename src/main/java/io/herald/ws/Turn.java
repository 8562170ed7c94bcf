package io.herald.ws;

import io.herald.access.Caller;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.publish.Repeat;
import io.smallrye.mutiny.Uni;

/** One command's turn: who asks, on which connection, and who answers. */
record Turn(Desk desk, Socket socket, Request request) {

    private static final RawJson NOTHING = new JsonWriter().object().endObject().raw();

    static Uni<RawJson> done() {
        return Uni.createFrom().item(NOTHING);
    }

    static RawJson nothing() {
        return NOTHING;
    }

    Caller caller() {
        return socket.caller();
    }

    Repeat repeat() {
        return request.repeat(caller().id(), desk.config().dedupe());
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
