package io.herald.ws.command;

import io.herald.json.RawJson;
import io.herald.presence.Presence;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Who is there, and how they say they are. */
@ApplicationScoped
class PresenceCommands {

    private final CommandAuthorizer rights;
    private final Presence presence;

    PresenceCommands(CommandAuthorizer rights, Presence presence) {
        this.rights = rights;
        this.presence = presence;
    }

    Uni<RawJson> members(CommandContext turn, Command.Members asked) {
        return rights.join(turn.caller(), asked.room()).chain(allowed -> presence.in(asked.room()));
    }

    /** In the one room, or in all that the connection follows. */
    Uni<RawJson> update(CommandContext turn, Command.UpdatePresence update) {
        List<String> followed = turn.socket().rooms();
        if (update.room() != null && !followed.contains(update.room())) {
            return Uni.createFrom()
                    .failure(Problem.forbidden("You are not in the room " + update.room() + ".")
                            .asException());
        }
        List<String> rooms = update.room() == null ? followed : List.of(update.room());
        return presence.update(turn.caller().id(), rooms, update.state()).chain(CommandContext::done);
    }
}
