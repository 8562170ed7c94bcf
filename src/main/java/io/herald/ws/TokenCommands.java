package io.herald.ws;

import io.herald.access.Caller;
import io.herald.access.FreshTokens;
import io.herald.json.RawJson;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Staying connected beyond the life of a token. */
@ApplicationScoped
class TokenCommands {

    private final FreshTokens tokens;

    TokenCommands(FreshTokens tokens) {
        this.tokens = tokens;
    }

    Uni<RawJson> refresh(Turn turn, Command.Refresh refresh) {
        return tokens.caller(refresh.token()).chain(fresh -> {
            Caller caller = turn.caller();
            if (!fresh.id().equals(caller.id())) {
                return Uni.createFrom()
                        .failure(Problem.forbidden("The token is another user's.")
                                .asException());
            }
            turn.onLoop(() -> turn.socket().refresh(fresh));
            return Turn.done();
        });
    }
}
