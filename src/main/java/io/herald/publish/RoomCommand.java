package io.herald.publish;

import io.herald.access.Caller;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.problem.Problem;
import org.jspecify.annotations.Nullable;

/** A REST call that stands for the command of a socket: under the same id both are the same, and done once. */
record RoomCommand(String name, RawJson data) {

    /** @param body what the command says beside the room, and beside the message that it is about */
    static RoomCommand of(String name, String room, @Nullable String message, @Nullable RawJson body) {
        JsonWriter data = new JsonWriter().object().field("room", room);
        if (message != null) {
            data.field("id", message);
        }
        if (body != null) {
            body.members((field, value) -> {
                if (field.equals("room")) {
                    throw Problem.invalid("room", "is in the path already").asException();
                }
                data.field(field, value);
            });
        }
        return new RoomCommand(name, data.endObject().raw());
    }

    /** What the others get: nobody but a socket has an echo to do without. */
    RawJson sent() {
        JsonWriter sent = new JsonWriter(data.length()).object();
        data.members((field, value) -> {
            if (!field.equals("echo")) {
                sent.field(field, value);
            }
        });
        return sent.endObject().raw();
    }

    /** Null where the caller gave no key, and so means each call to count. */
    @Nullable
    CommandKey repeat(Caller caller, @Nullable String key) {
        if (key == null) {
            return null;
        }
        if (!IdempotencyKey.isKey(key)) {
            throw Problem.invalid(IdempotencyKey.HEADER, IdempotencyKey.EXPECTED)
                    .asException();
        }
        return CommandKey.of(caller.id(), key, CommandKey.fingerprint(name, data), Publisher.KEYS_REMEMBERED);
    }
}
