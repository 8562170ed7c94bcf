package io.herald.hub.transport;

import io.herald.event.Cursor;
import java.time.Duration;

/** From where a subscriber wants to be served. */
public sealed interface Start {

    /** From this moment. */
    record Now() implements Start {}

    /** After what it has had. */
    record After(Cursor cursor) implements Start {}

    /** It says that it has had something, but the cursor is none of ours. */
    record Unknown() implements Start {}

    /** With what happened lately, as far as it is still held. */
    record Rewind(Duration back) implements Start {

        private static final Duration LONGEST = Duration.ofDays(36_500);

        public static final Rewind EARLIEST = new Rewind(LONGEST);

        public Rewind {
            // Beyond that there is nothing, and no calendar that could be counted in.
            back = back.compareTo(LONGEST) > 0 ? LONGEST : back;
        }
    }
}
