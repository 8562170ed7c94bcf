package io.herald.ws.command;

import io.herald.access.Caller;
import io.herald.access.token.TokenAuthenticator;
import io.herald.hub.RoomAccessReview;
import io.herald.json.RawJson;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Handles the command that replaces the token of an open connection before it expires. */
@ApplicationScoped
class SessionCommands {

    private final TokenAuthenticator tokens;
    private final RoomAccessReview review;

    SessionCommands(TokenAuthenticator tokens, RoomAccessReview review) {
        this.tokens = tokens;
        this.review = review;
    }

    Uni<RawJson> refresh(CommandContext commandContext, Command.Refresh refresh) {
        return tokens.caller(refresh.token()).chain(fresh -> {
            Caller caller = commandContext.caller();
            if (!fresh.id().equals(caller.id())) {
                return Uni.createFrom()
                        .failure(Problem.forbidden("The token belongs to another user.")
                                .asException());
            }
            commandContext.onLoop(() -> replaceCaller(commandContext.socket(), fresh));
            return CommandContext.emptyAnswer();
        });
    }

    /**
     * Replaces the caller and reviews the rooms that the connection follows. The new token may permit less than the previous
     * one, so the connection stops following rooms that its caller may no longer join.
     */
    private void replaceCaller(ClientConnection socket, Caller fresh) {
        socket.refresh(fresh);
        socket.rooms().forEach(room -> review.reviewRoom(fresh, socket.subscription(), room));
    }
}
