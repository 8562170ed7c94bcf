package io.herald.ws.command;

import io.herald.json.RawJson;
import io.herald.presence.PresenceQueries;
import io.herald.presence.Visibility;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Handles the commands that list the users of a room, update a user's presence state, and report visibility. */
@ApplicationScoped
class PresenceCommands {

    private final CommandAuthorizer commandAuthorizer;
    private final PresenceQueries presence;
    private final Visibility visibility;

    PresenceCommands(CommandAuthorizer commandAuthorizer, PresenceQueries presence, Visibility visibility) {
        this.commandAuthorizer = commandAuthorizer;
        this.presence = presence;
        this.visibility = visibility;
    }

    Uni<RawJson> members(CommandContext commandContext, Command.Members asked) {
        return commandAuthorizer
                .join(commandContext.caller(), asked.room())
                .chain(allowed -> presence.presenceOfRoom(asked.room()));
    }

    /** Replaces the user's state in the given room, or without one in all rooms that the connection follows. */
    Uni<RawJson> update(CommandContext commandContext, Command.UpdatePresence update) {
        List<String> followed = commandContext.socket().rooms();
        if (update.room() != null && !followed.contains(update.room())) {
            return Uni.createFrom()
                    .failure(Problem.forbidden("Join the room " + update.room() + " first.")
                            .asException());
        }
        List<String> rooms = update.room() == null ? followed : List.of(update.room());
        return presence.update(commandContext.caller().id(), rooms, update.state())
                .chain(CommandContext::emptyAnswer);
    }

    Uni<RawJson> setVisible(CommandContext commandContext, Command.SetVisible command) {
        String connection = commandContext.socket().connection();
        return visibility
                .set(commandContext.caller().id(), connection, command.visible())
                .chain(CommandContext::emptyAnswer);
    }
}
