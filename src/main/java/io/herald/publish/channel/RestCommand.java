package io.herald.publish.channel;

import io.herald.access.Caller;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.problem.Problem;
import io.herald.publish.IdempotencyKeyHeader;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket command in the form of a REST call. Both have the same key and fingerprint, so a command that is repeated over the
 * other transport is executed once.
 */
record RestCommand(String name, RawJson data) {

    /**
     * Builds a command from a REST call.
     *
     * @param message the id of the message that the command changes; null for none
     * @param body the remaining members of the command; null for none
     */
    static RestCommand of(String name, String room, @Nullable String message, @Nullable RawJson body) {
        JsonWriter data = new JsonWriter().object().field("room", room);
        if (message != null) {
            data.field("id", message);
        }
        if (body != null) {
            body.members((field, value) -> {
                if (field.equals("room")) {
                    throw Problem.invalid("room", "must not be sent: it is in the path")
                            .asException();
                }
                data.field(field, value);
            });
        }
        return new RestCommand(name, data.endObject().raw());
    }

    /** Returns the data of the event: the command's data without {@code echo}, which concerns only the sending socket. */
    RawJson sent() {
        JsonWriter sent = new JsonWriter(data.length()).object();
        data.members((field, value) -> {
            if (!field.equals("echo")) {
                sent.field(field, value);
            }
        });
        return sent.endObject().raw();
    }

    /** Returns the idempotency key of the command; null if the caller gave none, so that each call is executed. */
    @Nullable
    CommandIdempotencyKey repeat(Caller caller, @Nullable String key) {
        if (key == null) {
            return null;
        }
        if (!IdempotencyKeyHeader.isKey(key)) {
            throw Problem.invalid(IdempotencyKeyHeader.NAME, IdempotencyKeyHeader.EXPECTED)
                    .asException();
        }
        return CommandIdempotencyKey.of(
                caller.id(), key, CommandIdempotencyKey.fingerprint(name, data), IdempotencyKeyHeader.LIFETIME);
    }
}
