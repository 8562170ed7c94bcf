package io.herald.hub.transport;

import io.herald.event.Channel;
import java.util.Collection;
import java.util.Locale;

/**
 * Some of what a subscriber has not had cannot be had any more.
 *
 * @param channels those that are hurt; the others go on in full
 * @param cursor a subscriber that goes on from here is not told again
 * @param resumable whether nothing that is about to be replayed lies before that cursor
 */
public record ResetEvent(Reason reason, Collection<Channel> channels, String cursor, boolean resumable) {

    public enum Reason {
        /** Older than what is kept. */
        EXPIRED,
        /** No cursor of this log. */
        UNKNOWN,
        /** From before the log was lost. */
        LOST;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
