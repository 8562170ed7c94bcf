package io.herald.ws.command;

import io.herald.access.Caller;
import io.herald.access.FreshTokens;
import io.herald.hub.RoomReview;
import io.herald.json.RawJson;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Staying connected beyond the life of a token. */
@ApplicationScoped
class TokenCommands {

    private final FreshTokens tokens;
    private final RoomReview review;

    TokenCommands(FreshTokens tokens, RoomReview review) {
        this.tokens = tokens;
        this.review = review;
    }

    Uni<RawJson> refresh(Turn turn, Command.Refresh refresh) {
        return tokens.caller(refresh.token()).chain(fresh -> {
            Caller caller = turn.caller();
            if (!fresh.id().equals(caller.id())) {
                return Uni.createFrom()
                        .failure(Problem.forbidden("The token is another user's.")
                                .asException());
            }
            turn.onLoop(() -> goOn(turn.socket(), fresh));
            return Turn.done();
        });
    }

    /** A token may allow less than the one before it: what could not be joined by it is not heard any more. */
    private void goOn(ClientConnection socket, Caller fresh) {
        socket.refresh(fresh);
        socket.rooms().forEach(room -> review.one(fresh, socket.subscription(), room));
    }
}
