package io.herald.hub.transport;

import io.herald.event.Channel;
import java.util.Collection;
import java.util.Locale;

/**
 * Tells a client that events after its cursor are no longer available.
 *
 * @param channels the channels with missing events; all others are complete
 * @param cursor a client that resumes from here receives no reset for the same events
 * @param resumable whether no event that is about to be replayed is before that cursor, so that the client may keep it
 */
public record ResetEvent(Reason reason, Collection<Channel> channels, String cursor, boolean resumable) {

    public enum Reason {
        /** The missing events are older than the histories. */
        EXPIRED,
        /** The cursor is not one of this log. */
        UNKNOWN,
        /** The log has lost events after the cursor. */
        LOST;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
