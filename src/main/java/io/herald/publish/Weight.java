package io.herald.publish;

import io.herald.access.LimitsConfig;
import io.herald.problem.Problem;
import org.jspecify.annotations.Nullable;

/** What one call asks Redis to hold: its own bound, and that of each of its events. */
final class Weight {

    private final long mostOfAnEvent;
    private final long mostOfACall;
    private long call;

    Weight(LimitsConfig limits) {
        this.mostOfAnEvent = limits.eventSize().asLongValue();
        this.mostOfACall = limits.callSize().asLongValue();
    }

    Admitted check(Draft draft) {
        Problem problem = problem(draft.body().length, draft.channels().size());
        return problem == null ? draft : new Outcome.Refused(problem);
    }

    /** Null where it goes into the call, and then counts. */
    @Nullable
    Problem problem(long bytes, long recipients) {
        if (bytes > mostOfAnEvent) {
            return Problem.tooLarge("An event may have at most " + mostOfAnEvent + " bytes.");
        }
        if (call + bytes * recipients > mostOfACall) {
            return Problem.tooLarge(
                    "Recipients times bytes of a call may be at most " + mostOfACall + "; split the call.");
        }
        call += bytes * recipients;
        return null;
    }
}
