package io.herald.ws;

/** How fast a client may ask: a second's worth at once, refilled as time goes by. */
final class Pace {

    private static final long SECOND = 1_000_000_000L;

    /** How long a client may go on being too fast. */
    private static final long PATIENCE = 10 * SECOND;

    private final double perSecond;
    private double allowance;
    private long lastAt;
    private long tooFastSince;
    private long tooFastAt;

    enum Verdict {
        FINE,
        TOO_FAST,
        FLOOD
    }

    Pace(int perSecond, long now) {
        this.perSecond = perSecond;
        this.allowance = perSecond;
        this.lastAt = now;
        this.tooFastAt = now - 2 * SECOND;
    }

    Verdict next(long now) {
        allowance = Math.min(perSecond, allowance + (now - lastAt) * perSecond / SECOND);
        lastAt = now;
        if (allowance >= 1) {
            allowance--;
            return Verdict.FINE;
        }
        if (now - tooFastAt > SECOND) {
            // A second without one too many: it begins anew.
            tooFastSince = now;
        }
        tooFastAt = now;
        return now - tooFastSince >= PATIENCE ? Verdict.FLOOD : Verdict.TOO_FAST;
    }
}
