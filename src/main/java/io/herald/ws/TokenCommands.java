package io.herald.ws;

import io.herald.access.Caller;
import io.herald.access.FreshTokens;
import io.herald.access.RoomPolicy;
import io.herald.event.Channel;
import io.herald.hub.Subscription;
import io.herald.json.RawJson;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Staying connected beyond the life of a token. */
@ApplicationScoped
class TokenCommands {

    private static final Logger LOG = Logger.getLogger(TokenCommands.class);

    private final FreshTokens tokens;
    private final RoomPolicy policy;

    TokenCommands(FreshTokens tokens, RoomPolicy policy) {
        this.tokens = tokens;
        this.policy = policy;
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
    private void goOn(Socket socket, Caller fresh) {
        socket.refresh(fresh);
        Subscription subscription = socket.subscription();
        for (String room : socket.rooms()) {
            policy.mayJoin(fresh, room)
                    .subscribe()
                    .with(
                            may -> {
                                if (!may) {
                                    subscription.execute(() -> subscription.unfollow(Channel.room(room)));
                                }
                            },
                            unknown -> LOG.debug("rooms.unread"));
        }
    }
}
