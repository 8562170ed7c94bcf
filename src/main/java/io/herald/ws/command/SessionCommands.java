package io.herald.ws.command;

import io.herald.access.Caller;
import io.herald.access.SessionTokenVerifier;
import io.herald.hub.RoomAccessReview;
import io.herald.json.RawJson;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Staying connected beyond the life of a token. */
@ApplicationScoped
class SessionCommands {

    private final SessionTokenVerifier tokens;
    private final RoomAccessReview review;

    SessionCommands(SessionTokenVerifier tokens, RoomAccessReview review) {
        this.tokens = tokens;
        this.review = review;
    }

    Uni<RawJson> refresh(CommandContext commandContext, Command.Refresh refresh) {
        return tokens.caller(refresh.token()).chain(fresh -> {
            Caller caller = commandContext.caller();
            if (!fresh.id().equals(caller.id())) {
                return Uni.createFrom()
                        .failure(Problem.forbidden("The token is another user's.")
                                .asException());
            }
            commandContext.onLoop(() -> goOn(commandContext.socket(), fresh));
            return CommandContext.done();
        });
    }

    /** A token may allow less than the one before it: what could not be joined by it is not heard any more. */
    private void goOn(ClientConnection socket, Caller fresh) {
        socket.refresh(fresh);
        socket.rooms().forEach(room -> review.one(fresh, socket.subscription(), room));
    }
}
