package io.herald.ws.command;

import io.herald.hub.filters.EventFilter;
import io.herald.hub.transport.StartPosition;
import io.herald.inbox.ItemTransition;
import io.herald.json.RawJson;
import org.jspecify.annotations.Nullable;

/** A command that a client sends, with valid data. {@link CommandHandlers} assigns each to its handler. */
public sealed interface Command {

    record Join(
            String room,
            StartPosition startPosition,
            @Nullable EventFilter eventFilter) implements Command {}

    record Leave(String room) implements Command {}

    record MyRooms() implements Command {}

    record ReadHistory(String room, @Nullable String before, int limit) implements Command {}

    /** @param data what the others get: as it was sent, with whatever else the client put into it */
    record Send(String room, RawJson data, boolean echo) implements Command {}

    /** @param content null to take the message's content away */
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

    /** @param upTo whether all notifications up to this one are meant, and with it */
    record Mark(String notification, boolean upTo, ItemTransition itemTransition) implements Command {}

    record Heartbeat() implements Command {}

    record Refresh(String token) implements Command {

        /** A token must not reach a log by way of a message. */
        @Override
        public String toString() {
            return "Refresh";
        }
    }
}
