package io.herald.log;

/**
 * How long nothing has been heard of Redis. Time in which our own loop was late does not count: whatever Redis has answered
 * meanwhile lies in the socket unread, and on a busy core it takes several turns of the loop from one answer to the next.
 * Times are nanoseconds; all but the questions are told on one event loop.
 */
final class Silence {

    private final long period;
    private final long most;
    private long askedAt;
    private volatile long heardAt;
    private volatile long tickedAt;

    /**
     * @param period at which {@link #tick} is to be called
     * @param most the longest that is none
     */
    Silence(long now, long period, long most) {
        this.period = period;
        this.most = most;
        this.askedAt = now;
        this.heardAt = now;
        this.tickedAt = now;
    }

    void asked(long now) {
        askedAt = now;
    }

    void heard(long now) {
        heardAt = now;
    }

    void tick(long now) {
        long late = Math.max(0, now - tickedAt - period);
        heardAt += late;
        askedAt += late;
        tickedAt = now;
    }

    /** Whether an answer is due for too long. */
    boolean isOverdue() {
        return tickedAt - askedAt > most;
    }

    boolean isTooLong() {
        return tickedAt - heardAt >= most;
    }

    long nanos() {
        return Math.max(0, tickedAt - heardAt);
    }
}
