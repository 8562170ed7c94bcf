package io.herald.publish.channel;

import io.herald.access.Caller;
import io.herald.access.RoomPolicy;
import io.herald.log.LogConfig;
import io.herald.publish.TimeBudget;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Checks whether a caller may send to a room: the first step of a send, an edit and a deletion. The check may wait for
 * PostgreSQL, so it takes its time from the budget of the call.
 */
@ApplicationScoped
public class SendAuthorizer {

    private final RoomPolicy policy;
    private final LogConfig config;

    SendAuthorizer(RoomPolicy policy, LogConfig config) {
        this.policy = policy;
        this.config = config;
    }

    /**
     * Returns what the check has left of the time budget. Fails with 403 if the caller may not send, and with 503 if that cannot
     * be determined within the budget.
     *
     * @param otherwise the detail of the 403
     */
    public Uni<TimeBudget.Remainder> authorize(Caller caller, String room, String otherwise) {
        return authorize(caller, room, otherwise, TimeBudget.start(config.timeout()));
    }

    Uni<TimeBudget.Remainder> authorize(Caller caller, String room, String otherwise, TimeBudget timeBudget) {
        return RoomPolicy.require(timeBudget.limitWithTimer(policy.maySend(caller, room)), otherwise)
                .map(allowed -> timeBudget.stop());
    }
}
