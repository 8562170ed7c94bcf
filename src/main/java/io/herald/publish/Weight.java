package io.herald.publish;

import io.herald.limits.Limit;
import io.herald.limits.Limits;
import io.herald.limits.LimitsConfig;
import io.herald.problem.Problem;
import org.jspecify.annotations.Nullable;

/** What one call asks Redis to hold: its own bound, and that of each of its events. */
final class Weight {

    private final Limits limits;
    private final long mostOfAnEvent;
    private final long mostOfACall;
    private long call;

    Weight(LimitsConfig config, Limits limits) {
        this.limits = limits;
        this.mostOfAnEvent = config.eventSize().asLongValue();
        this.mostOfACall = config.callSize().asLongValue();
    }

    Admitted check(Draft draft) {
        Problem problem =
                problem(draft.parcel().append().body().length, draft.parcel().recipients());
        return problem == null ? draft : new Outcome.Refused(problem);
    }

    /** Null where it goes into the call, and then counts. */
    @Nullable
    Problem problem(long bytes, long recipients) {
        if (bytes > mostOfAnEvent) {
            limits.reached(Limit.EVENT_SIZE);
            return Problem.tooLarge("An event may have at most " + mostOfAnEvent + " bytes.");
        }
        if (call + bytes * recipients > mostOfACall) {
            limits.reached(Limit.CALL_SIZE);
            return Problem.tooLarge(
                    "Recipients times bytes of a call may be at most " + mostOfACall + "; split the call.");
        }
        call += bytes * recipients;
        return null;
    }
}
