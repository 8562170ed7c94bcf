package io.herald.ws.command;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.publish.channel.ChannelEventRequest;
import io.herald.publish.channel.ChannelSender;
import io.netty.util.concurrent.ScheduledFuture;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Handles the typing commands. Sends {@code typing.start} and {@code typing.stop} to the other users of a room. Sends the stop
 * after five seconds if the client does not, because many clients omit it.
 */
@ApplicationScoped
class TypingCommands {

    private static final long SECONDS = 5;

    private final CommandAuthorizer commandAuthorizer;
    private final ChannelSender sender;

    /** The timers that send the stop, by socket and room. Each inner map is confined to the loop of its socket. */
    private final Map<ClientConnection, Map<String, ScheduledFuture<?>>> stopTimers = new ConcurrentHashMap<>();

    TypingCommands(CommandAuthorizer commandAuthorizer, ChannelSender sender) {
        this.commandAuthorizer = commandAuthorizer;
        this.sender = sender;
    }

    Uni<RawJson> answer(CommandContext commandContext, Command.Typing typing) {
        return commandAuthorizer
                .send(commandContext.caller(), typing.room())
                .chain(rest -> sender.send(event(commandContext.socket(), typing), rest.resume()))
                .invoke(sent -> commandContext.onLoop(() -> restartTimer(commandContext.socket(), typing)))
                .chain(CommandContext::emptyAnswer);
    }

    private void restartTimer(ClientConnection socket, Command.Typing typing) {
        cancel(socket, typing.room());
        if (typing.started() && socket.isOpen()) {
            ScheduledFuture<?> end =
                    socket.loop().schedule(() -> stop(socket, typing.room()), SECONDS, TimeUnit.SECONDS);
            stopTimers.computeIfAbsent(socket, s -> new HashMap<>()).put(typing.room(), end);
        }
    }

    private boolean cancel(ClientConnection socket, String room) {
        Map<String, ScheduledFuture<?>> rooms = stopTimers.get(socket);
        ScheduledFuture<?> end = rooms == null ? null : rooms.remove(room);
        if (end != null) {
            end.cancel(false);
        }
        if (rooms != null && rooms.isEmpty()) {
            stopTimers.remove(socket);
        }
        return end != null;
    }

    /** Sends the stop if a timer is pending, and cancels it. Called on the socket's loop. */
    void stop(ClientConnection socket, String room) {
        if (cancel(socket, room)) {
            sender.send(event(socket, new Command.Typing(room, false)))
                    .subscribe()
                    .with(sent -> {}, failure -> {});
        }
    }

    void connectionClosed(ClientConnection socket) {
        Map<String, ScheduledFuture<?>> rooms = stopTimers.get(socket);
        if (rooms != null) {
            List.copyOf(rooms.keySet()).forEach(room -> stop(socket, room));
        }
    }

    private static ChannelEventRequest event(ClientConnection socket, Command.Typing typing) {
        String user = socket.caller().id();
        RawJson data = new JsonWriter().object().field("user", user).endObject().raw();
        EventAttributes eventAttributes =
                EventAttributes.EPHEMERAL.except(Channel.user(user).key());
        return new ChannelEventRequest(
                Channel.room(typing.room()),
                typing.started() ? "typing.start" : "typing.stop",
                data,
                eventAttributes,
                user,
                null);
    }
}
