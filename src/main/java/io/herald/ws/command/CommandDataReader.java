package io.herald.ws.command;

import io.herald.event.Cursor;
import io.herald.event.CursorFormat;
import io.herald.event.NameSyntax;
import io.herald.hub.filters.EventFilter;
import io.herald.hub.transport.StartPosition;
import io.herald.inbox.ItemTransition;
import io.herald.json.JsonFields;
import io.herald.json.JsonKind;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and validates the data of all commands. Records violations in the {@link JsonFields} instead of throwing. */
final class CommandDataReader {

    private static final int MAX_TOKEN = 16_384;
    private static final int MAX_CURSOR = 4_096;
    private static final int MOST_EVENTS = 200;
    private static final int USUAL_EVENTS = 50;
    private static final int MOST_VALUES = 100;

    /** In bytes. Redis stores the state of each present user; presence events and queries carry it to other clients. */
    private static final int MAX_STATE = 1_024;

    private static final Map<String, Reader> READERS = Map.ofEntries(
            Map.entry("room.join", (in, raw, data) -> in.join(data)),
            Map.entry("room.leave", (in, raw, data) -> new Command.Leave(room(data))),
            Map.entry("user.rooms", (in, raw, data) -> new Command.MyRooms()),
            Map.entry("history", (in, raw, data) -> history(data)),
            Map.entry("message.send", (in, raw, data) -> send(raw, data)),
            Map.entry("message.edit", (in, raw, data) -> edit(data)),
            Map.entry("message.delete", (in, raw, data) -> new Command.Change(room(data), id(data), null)),
            Map.entry("event.send", (in, raw, data) -> emit(data)),
            Map.entry("typing.start", (in, raw, data) -> new Command.Typing(room(data), true)),
            Map.entry("typing.stop", (in, raw, data) -> new Command.Typing(room(data), false)),
            Map.entry("room.members", (in, raw, data) -> new Command.Members(room(data))),
            Map.entry("presence.update", (in, raw, data) -> presence(data)),
            Map.entry("notification.read", (in, raw, data) -> read(data)),
            Map.entry(
                    "notification.unread", (in, raw, data) -> new Command.Mark(id(data), false, ItemTransition.UNREAD)),
            Map.entry(
                    "notification.archive",
                    (in, raw, data) -> new Command.Mark(id(data), false, ItemTransition.ARCHIVED)),
            Map.entry("presence.heartbeat", (in, raw, data) -> new Command.Heartbeat()),
            Map.entry("session.visible", (in, raw, data) -> visible(data)),
            Map.entry("session.refresh", (in, raw, data) -> new Command.Refresh(text(data, "token", MAX_TOKEN))));

    private interface Reader {
        @Nullable
        Command read(CommandDataReader in, RawJson raw, JsonFields data);
    }

    private final CursorFormat cursors;

    CommandDataReader(CursorFormat cursors) {
        this.cursors = cursors;
    }

    /** Returns the names of all commands. */
    static Set<String> events() {
        return READERS.keySet();
    }

    static boolean knows(String event) {
        return READERS.containsKey(event);
    }

    /** Returns null if the command is unknown. If violations were recorded, the result must not be executed. */
    @Nullable
    Command read(String event, RawJson raw, JsonFields data) {
        Reader reader = READERS.get(event);
        return reader == null ? null : reader.read(this, raw, data);
    }

    private Command join(JsonFields data) {
        String room = room(data);
        String cursor = data.text("cursor", MAX_CURSOR);
        return new Command.Join(room, start(cursor), where(data));
    }

    private StartPosition start(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return new StartPosition.Now();
        }
        Cursor parsed = cursors.parse(cursor);
        return parsed == null ? new StartPosition.Unknown() : new StartPosition.After(parsed);
    }

    private static @Nullable EventFilter where(JsonFields data) {
        RawJson given = data.raw("where");
        if (given == null || given.isNull()) {
            return null;
        }
        if (given.kind() != JsonKind.OBJECT) {
            data.addViolation("where", "must be an object");
            return null;
        }
        Map<String, Set<RawJson>> fields = new HashMap<>();
        given.members((name, value) -> {
            List<RawJson> values = value.kind() == JsonKind.ARRAY ? value.items() : List.of(value);
            if (values.size() > MOST_VALUES || values.stream().anyMatch(CommandDataReader::isNested)) {
                data.addViolation(
                        "where." + name, "must have at most " + MOST_VALUES + " strings, numbers, booleans or nulls");
            }
            fields.put(name, new HashSet<>(values));
        });
        return new EventFilter(fields);
    }

    private static boolean isNested(RawJson value) {
        return value.kind() == JsonKind.OBJECT || value.kind() == JsonKind.ARRAY;
    }

    private static Command history(JsonFields data) {
        return new Command.ReadHistory(
                room(data), data.text("before", MAX_CURSOR), (int) data.number("limit", USUAL_EVENTS, 1, MOST_EVENTS));
    }

    private static Command send(RawJson raw, JsonFields data) {
        String room = room(data);
        data.requiredRaw("content");
        boolean echo = data.flag("echo", true);
        JsonWriter sent = new JsonWriter(raw.length()).object();
        raw.members((name, value) -> {
            data.raw(name);
            if (!name.equals("echo")) {
                sent.field(name, value);
            }
        });
        return new Command.Send(room, sent.endObject().raw(), echo);
    }

    private static Command presence(JsonFields data) {
        String room = data.parsed("room", CommandDataReader::name);
        RawJson state = data.requiredRaw("state");
        if (state != null && (state.kind() != JsonKind.OBJECT || state.length() > MAX_STATE)) {
            data.addViolation("state", "must be an object of at most " + MAX_STATE + " bytes");
        }
        return new Command.UpdatePresence(room, state);
    }

    private static Command visible(JsonFields data) {
        if (!data.has("visible")) {
            data.addViolation("visible", "is required");
        }
        return new Command.SetVisible(data.flag("visible", false));
    }

    private static Command read(JsonFields data) {
        if (data.has("id") && data.has("upTo")) {
            data.addViolation("upTo", "must not be combined with id");
        }
        boolean upTo = data.has("upTo");
        return new Command.Mark(text(data, upTo ? "upTo" : "id", MAX_CURSOR), upTo, ItemTransition.READ);
    }

    private static Command edit(JsonFields data) {
        return new Command.Change(room(data), id(data), data.requiredRaw("content"));
    }

    private static Command emit(JsonFields data) {
        String room = room(data);
        String event = required(data, "event", CommandDataReader::eventName);
        RawJson payload = data.requiredRaw("data");
        boolean ephemeral = data.flag("ephemeral", false);
        String conflate = data.parsed("conflate", CommandDataReader::name);
        return new Command.Emit(room, event, payload, ephemeral, conflate);
    }

    private static String room(JsonFields data) {
        return required(data, "room", CommandDataReader::name);
    }

    private static String id(JsonFields data) {
        return text(data, "id", MAX_CURSOR);
    }

    private static String text(JsonFields data, String name, int max) {
        String text = data.requiredText(name, max);
        return text == null ? "" : text;
    }

    private static String required(JsonFields data, String name, java.util.function.Function<String, String> parser) {
        if (!data.has(name)) {
            data.addViolation(name, "is required");
        }
        String parsed = data.parsed(name, parser);
        return parsed == null ? "" : parsed;
    }

    private static String name(String text) {
        if (!NameSyntax.isName(text)) {
            throw new IllegalArgumentException("must be 1 to 128 of A-Z a-z 0-9 . _ @ : + | = ~ -");
        }
        return text;
    }

    private static String eventName(String text) {
        if (!NameSyntax.isEventName(text)) {
            throw new IllegalArgumentException("must be 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        if (NameSyntax.isReserved(text)) {
            throw new IllegalArgumentException("is reserved for the service");
        }
        return text;
    }
}
