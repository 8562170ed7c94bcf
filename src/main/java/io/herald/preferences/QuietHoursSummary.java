package io.herald.preferences;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Map;

/** Knows what notifications to rooms and everyone came for users while they did not want to be disturbed. */
public interface QuietHoursSummary {

    /** What the news is told as. */
    String EVENT = "inbox.changed";

    /**
     * By user, what to tell: the event's data. Users without news are absent. Never blocks; fails where it cannot be known
     * now.
     *
     * @param since by user, when it became quiet
     */
    Uni<Map<String, byte[]>> since(Map<String, Instant> since);
}
