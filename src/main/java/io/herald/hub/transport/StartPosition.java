package io.herald.hub.transport;

import io.herald.event.Cursor;
import java.time.Duration;

/** Where a subscriber asks to start. */
public sealed interface StartPosition {

    /** With the next event. */
    record Now() implements StartPosition {}

    /** After the events that the client has received, according to its cursor. */
    record After(Cursor cursor) implements StartPosition {}

    /** The client has sent a cursor that is not one of this log. The replay begins at the earliest stored event. */
    record Unknown() implements StartPosition {}

    /** With the events of the last {@code back}, as far as they are still stored. */
    record Rewind(Duration back) implements StartPosition {

        private static final Duration LONGEST = Duration.ofDays(36_500);

        public static final Rewind EARLIEST = new Rewind(LONGEST);

        public Rewind {
            // No history is longer, and a longer duration overflows in milliseconds.
            back = back.compareTo(LONGEST) > 0 ? LONGEST : back;
        }
    }
}
