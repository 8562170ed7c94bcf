package io.herald.ws.command;

import io.herald.event.Channel;
import io.herald.event.Traits;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.publish.ChannelSender;
import io.herald.publish.Messages;
import io.herald.publish.Sending;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** What clients say to rooms. */
@ApplicationScoped
class MessageCommands {

    private final Rights rights;
    private final ChannelSender sender;
    private final Messages messages;

    MessageCommands(Rights rights, ChannelSender sender, Messages messages) {
        this.rights = rights;
        this.sender = sender;
        this.messages = messages;
    }

    Uni<RawJson> send(Turn turn, Command.Send message) {
        String except = message.echo() ? null : turn.socket().connection();
        Sending sending = new Sending(
                Channel.room(message.room()),
                Messages.EVENT,
                message.data(),
                Traits.DURABLE.except(except),
                turn.caller().id(),
                turn.repeat());
        return send(turn, message.room(), sending);
    }

    Uni<RawJson> emit(Turn turn, Command.Emit event) {
        Sending sending = new Sending(
                Channel.room(event.room()),
                event.event(),
                event.data(),
                new Traits(event.ephemeral(), event.conflate(), Traits.NEVER, null),
                turn.caller().id(),
                event.ephemeral() ? null : turn.repeat());
        return send(turn, event.room(), sending);
    }

    private Uni<RawJson> send(Turn turn, String room, Sending sending) {
        return rights.send(turn.caller(), room)
                .chain(allowed -> sender.send(sending))
                .map(MessageCommands::accepted);
    }

    Uni<RawJson> change(Turn turn, Command.Change change) {
        return rights.send(turn.caller(), change.room())
                .chain(allowed -> messages.change(
                        Channel.room(change.room()), change.id(), change.content(), turn.caller(), turn.repeat()))
                .map(MessageCommands::accepted);
    }

    private static RawJson accepted(@Nullable String id) {
        return new JsonWriter().object().field("id", id).endObject().raw();
    }
}
