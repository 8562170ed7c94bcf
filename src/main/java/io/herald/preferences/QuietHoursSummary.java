package io.herald.preferences;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Map;

/** Summarizes the notifications to rooms and everyone that were withheld from users during their quiet hours. */
public interface QuietHoursSummary {

    /** The name of the event that carries a summary. */
    String EVENT = "inbox.changed";

    /**
     * Returns the data of the event for each user. Users without withheld notifications are absent. Never blocks; fails
     * if the summary is unavailable.
     *
     * @param summarize maps each user to the beginning of the quiet hours
     */
    Uni<Map<String, byte[]>> summarize(Map<String, Instant> since);
}
