package io.herald.ws.command;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.publish.ChannelEventRequest;
import io.herald.publish.ChannelSender;
import io.herald.publish.MessageRevisions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** What clients say to rooms. */
@ApplicationScoped
class MessageCommands {

    private final CommandAuthorizer rights;
    private final ChannelSender sender;
    private final MessageRevisions messages;

    MessageCommands(CommandAuthorizer rights, ChannelSender sender, MessageRevisions messages) {
        this.rights = rights;
        this.sender = sender;
        this.messages = messages;
    }

    Uni<RawJson> send(CommandContext turn, Command.Send message) {
        String except = message.echo() ? null : turn.socket().connection();
        ChannelEventRequest sending = new ChannelEventRequest(
                Channel.room(message.room()),
                MessageRevisions.EVENT,
                message.data(),
                EventAttributes.DURABLE.except(except),
                turn.caller().id(),
                turn.repeat());
        return send(turn, message.room(), sending);
    }

    Uni<RawJson> emit(CommandContext turn, Command.Emit event) {
        ChannelEventRequest sending = new ChannelEventRequest(
                Channel.room(event.room()),
                event.event(),
                event.data(),
                new EventAttributes(event.ephemeral(), event.conflate(), EventAttributes.NEVER, null),
                turn.caller().id(),
                event.ephemeral() ? null : turn.repeat());
        return send(turn, event.room(), sending);
    }

    private Uni<RawJson> send(CommandContext turn, String room, ChannelEventRequest sending) {
        return rights.send(turn.caller(), room)
                .chain(allowed -> sender.send(sending))
                .map(MessageCommands::accepted);
    }

    Uni<RawJson> change(CommandContext turn, Command.Change change) {
        return rights.send(turn.caller(), change.room())
                .chain(allowed -> messages.change(
                        Channel.room(change.room()), change.id(), change.content(), turn.caller(), turn.repeat()))
                .map(MessageCommands::accepted);
    }

    private static RawJson accepted(@Nullable String id) {
        return new JsonWriter().object().field("id", id).endObject().raw();
    }
}
