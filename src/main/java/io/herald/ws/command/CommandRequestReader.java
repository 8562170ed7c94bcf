package io.herald.ws.command;

import io.herald.event.CursorFormat;
import io.herald.json.JsonFields;
import io.herald.json.JsonKind;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.herald.publish.channel.CommandIdempotencyKey;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads requests from messages. Reads the id even if the rest is invalid, so that the error refers to its request. */
public final class CommandRequestReader {

    private static final int MAX_ID = 128;
    private static final int MAX_EVENT = 64;

    private final CommandDataReader commands;

    public CommandRequestReader(CursorFormat cursors) {
        this.commands = new CommandDataReader(cursors);
    }

    public CommandRequest read(RawJson message) {
        if (message.kind() != JsonKind.OBJECT) {
            return CommandRequest.unreadable(Problem.malformed("The message must be an object."));
        }
        Map<String, RawJson> members = new LinkedHashMap<>();
        message.members(members::put);
        RawJson data = members.get("data");
        return data == null || data.isNull() ? read(withData(members)) : read(message, data);
    }

    /** Adds an empty {@code data} object, which a client may omit. */
    private static RawJson withData(Map<String, RawJson> members) {
        JsonWriter json = new JsonWriter().object();
        members.forEach((name, value) -> {
            if (!name.equals("data")) {
                json.field(name, value);
            }
        });
        return json.name("data").object().endObject().endObject().raw();
    }

    private CommandRequest read(RawJson message, RawJson data) {
        JsonFields jsonFields = JsonFields.of(message);
        String id = jsonFields.requiredText("id", MAX_ID);
        String event = jsonFields.requiredText("event", MAX_EVENT);
        JsonFields given = jsonFields.object("data");
        Command command = event == null || given == null ? null : commands.read(event, data, given);
        if (command == null && event != null && given != null && !CommandDataReader.knows(event)) {
            jsonFields.addViolation("event", "is unknown");
        }
        try {
            jsonFields.throwIfInvalid();
        } catch (ProblemException refused) {
            return CommandRequest.refused(id, refused.problem());
        }
        return CommandRequest.of(id, CommandIdempotencyKey.fingerprint(event, data), command);
    }
}
