package io.herald.hub.fanout;

/** What a round may take of its loop, turn by turn. */
public interface TimeSlice {

    /** @param first whether nothing of the round has been done yet: then nothing has waited for it */
    void begin(boolean first);

    /** Whether one socket more may be written to in this turn. */
    boolean goesOn();

    void end();
}
