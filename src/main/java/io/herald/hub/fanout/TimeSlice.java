package io.herald.hub.fanout;

/** Limits how long each turn of the fan-out occupies its event loop. Used by that loop only. */
public interface TimeSlice {

    /**
     * Begins a turn.
     *
     * @param first whether the fan-out was idle before, so that the time since the previous turn does not count
     */
    void begin(boolean first);

    /** Whether the turn may write to one more socket. */
    boolean allowsNext();

    /** Ends the turn. */
    void end();
}
