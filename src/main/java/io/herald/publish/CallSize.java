package io.herald.publish;

import io.herald.limits.LimitType;
import io.herald.limits.Limits;
import io.herald.limits.LimitsConfig;
import io.herald.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Limits what one publish call stores in Redis: the bytes of each event, and the sum of recipients times bytes. One instance
 * serves one call.
 */
public final class CallSize {

    private final Limits limits;
    private final long mostOfAnEvent;
    private final long mostOfACall;
    private long call;

    public CallSize(LimitsConfig config, Limits limits) {
        this.limits = limits;
        this.mostOfAnEvent = config.eventSize().asLongValue();
        this.mostOfACall = config.callSize().asLongValue();
    }

    /** Returns null and counts the event if it is within both limits; returns the problem otherwise. */
    public @Nullable Problem problem(long bytes, long recipients) {
        if (bytes > mostOfAnEvent) {
            limits.countHit(LimitType.EVENT_SIZE);
            return Problem.tooLarge("An event may have at most " + mostOfAnEvent + " bytes.");
        }
        if (call + bytes * recipients > mostOfACall) {
            limits.countHit(LimitType.CALL_SIZE);
            return Problem.tooLarge("Recipients times bytes may be at most " + mostOfACall + ". Split the call.");
        }
        call += bytes * recipients;
        return null;
    }
}
