package io.herald.ws.command;

import io.herald.hub.filters.EventFilter;
import io.herald.hub.transport.StartPosition;
import io.herald.inbox.ItemTransition;
import io.herald.json.RawJson;
import org.jspecify.annotations.Nullable;

/** A client's command with validated data. {@link CommandHandlers} maps each type to its handler. */
public sealed interface Command {

    record Join(
            String room,
            StartPosition startPosition,
            @Nullable EventFilter eventFilter) implements Command {}

    record Leave(String room) implements Command {}

    record MyRooms() implements Command {}

    record ReadHistory(String room, @Nullable String before, int limit) implements Command {}

    /** @param data the data of the event: all members that the client sent, known or not, except {@code echo} */
    record Send(String room, RawJson data, boolean echo) implements Command {}

    /** @param content the new content, or null to delete the message */
    record Change(String room, String id, @Nullable RawJson content) implements Command {}

    record Emit(
            String room,
            String event,
            RawJson data,
            boolean ephemeral,
            @Nullable String conflate) implements Command {}

    record Typing(String room, boolean started) implements Command {}

    record Members(String room) implements Command {}

    record UpdatePresence(@Nullable String room, RawJson state) implements Command {}

    /** @param upTo whether to mark all notifications up to and including this one */
    record Mark(String notification, boolean upTo, ItemTransition itemTransition) implements Command {}

    record Heartbeat() implements Command {}

    /** @param visible whether a person can see the client now */
    record SetVisible(boolean visible) implements Command {}

    record Refresh(String token) implements Command {

        /** Omits the token, which must not appear in a log. */
        @Override
        public String toString() {
            return "Refresh";
        }
    }
}
