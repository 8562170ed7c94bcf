package io.herald.ws.command;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.publish.channel.ChannelEventRequest;
import io.herald.publish.channel.ChannelSender;
import io.herald.publish.channel.MessageRevisions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Handles the commands that send messages and other events to rooms, and that edit or delete messages. */
@ApplicationScoped
class MessageCommands {

    private final CommandAuthorizer commandAuthorizer;
    private final ChannelSender sender;
    private final MessageRevisions messageRevisions;

    MessageCommands(CommandAuthorizer commandAuthorizer, ChannelSender sender, MessageRevisions messageRevisions) {
        this.commandAuthorizer = commandAuthorizer;
        this.sender = sender;
        this.messageRevisions = messageRevisions;
    }

    Uni<RawJson> send(CommandContext commandContext, Command.Send message) {
        String except = message.echo() ? null : commandContext.socket().connection();
        ChannelEventRequest channelEventRequest = new ChannelEventRequest(
                Channel.room(message.room()),
                MessageRevisions.EVENT,
                message.data(),
                EventAttributes.DURABLE.except(except),
                commandContext.caller().id(),
                commandContext.commandKey());
        return send(commandContext, message.room(), channelEventRequest);
    }

    Uni<RawJson> emit(CommandContext commandContext, Command.Emit event) {
        ChannelEventRequest channelEventRequest = new ChannelEventRequest(
                Channel.room(event.room()),
                event.event(),
                event.data(),
                new EventAttributes(event.ephemeral(), event.conflate(), EventAttributes.NEVER, null),
                commandContext.caller().id(),
                event.ephemeral() ? null : commandContext.commandKey());
        return send(commandContext, event.room(), channelEventRequest);
    }

    private Uni<RawJson> send(CommandContext commandContext, String room, ChannelEventRequest channelEventRequest) {
        return commandAuthorizer
                .send(commandContext.caller(), room)
                .chain(rest -> sender.send(channelEventRequest, rest.resume()))
                .map(MessageCommands::accepted);
    }

    Uni<RawJson> change(CommandContext commandContext, Command.Change change) {
        return commandAuthorizer
                .send(commandContext.caller(), change.room())
                .chain(rest -> messageRevisions.change(
                        Channel.room(change.room()),
                        change.id(),
                        change.content(),
                        commandContext.caller(),
                        commandContext.commandKey(),
                        rest.resume()))
                .map(MessageCommands::accepted);
    }

    private static RawJson accepted(@Nullable String id) {
        return new JsonWriter().object().field("id", id).endObject().raw();
    }
}
