package io.herald.hub.transport;

import io.herald.event.Cursor;
import java.time.Duration;

/** From where a subscriber wants to be served. */
public sealed interface StartPosition {

    /** From this moment. */
    record Now() implements StartPosition {}

    /** After what it has had. */
    record After(Cursor cursor) implements StartPosition {}

    /** It says that it has had something, but the cursor is none of ours. */
    record Unknown() implements StartPosition {}

    /** With what happened lately, as far as it is still held. */
    record Rewind(Duration back) implements StartPosition {

        private static final Duration LONGEST = Duration.ofDays(36_500);

        public static final Rewind EARLIEST = new Rewind(LONGEST);

        public Rewind {
            // Beyond that there is nothing, and no calendar that could be counted in.
            back = back.compareTo(LONGEST) > 0 ? LONGEST : back;
        }
    }
}
