package io.herald.ws;

import jakarta.enterprise.context.ApplicationScoped;

/** Those who answer commands. */
@ApplicationScoped
class Desk {

    private final SocketConfig config;
    private final RoomCommands rooms;
    private final MessageCommands messages;
    private final TypingCommands typing;
    private final PresenceCommands presence;
    private final InboxCommands inbox;
    private final TokenCommands tokens;

    Desk(
            SocketConfig config,
            RoomCommands rooms,
            MessageCommands messages,
            TypingCommands typing,
            PresenceCommands presence,
            InboxCommands inbox,
            TokenCommands tokens) {
        this.config = config;
        this.rooms = rooms;
        this.messages = messages;
        this.typing = typing;
        this.presence = presence;
        this.inbox = inbox;
        this.tokens = tokens;
    }

    Turn with(Socket socket, Request request) {
        return new Turn(this, socket, request);
    }

    SocketConfig config() {
        return config;
    }

    RoomCommands rooms() {
        return rooms;
    }

    MessageCommands messages() {
        return messages;
    }

    TypingCommands typing() {
        return typing;
    }

    PresenceCommands presence() {
        return presence;
    }

    InboxCommands inbox() {
        return inbox;
    }

    TokenCommands tokens() {
        return tokens;
    }

    /** A socket has closed, with this code. */
    void gone(Socket socket, int code) {
        typing.gone(socket);
    }
}
