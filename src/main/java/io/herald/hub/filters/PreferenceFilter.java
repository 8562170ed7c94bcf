package io.herald.hub.filters;

import io.herald.hub.encoding.EncodedEvent;
import io.herald.preferences.NotificationPreferences;
import io.herald.preferences.NotificationPreferences.DeliveryMode;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Applies a user's preferences to notifications to rooms and everyone, which the append does not filter. All of the user's
 * connections to this instance share one filter, so a change applies to all of them. Called on any thread.
 */
public final class PreferenceFilter {

    private volatile @Nullable NotificationPreferences notificationPreferences;
    private volatile boolean known;
    private int asked;
    private int answered;
    private @Nullable Instant quietSince;

    /** Whether the event may be delivered now. While a read is in progress, the preferences of the read before apply. */
    public boolean accepts(EncodedEvent encodedEvent, Clock clock) {
        NotificationPreferences own = notificationPreferences;
        if (own == null || !encodedEvent.isBroadcast()) {
            return true;
        }
        NotificationPreferences.Decision decision =
                own.decide(encodedEvent.category(), encodedEvent.isCritical(), clock.instant());
        return decision.mode() == DeliveryMode.PUSH && decision.until() == null;
    }

    /** Whether the answer to the newest read has arrived. */
    boolean isKnown() {
        return known;
    }

    /** Begins a read of the preferences. Returns its number for {@link #completeRead}. */
    synchronized int beginRead() {
        known = false;
        return ++asked;
    }

    /**
     * Sets the preferences that a read has found. Ignores the answer to a read that began before one already answered.
     *
     * @param found null if the user has none
     */
    synchronized void completeRead(int question, @Nullable NotificationPreferences found) {
        if (question > answered) {
            answered = question;
            notificationPreferences = found;
            known = question == asked;
        }
    }

    /**
     * Returns the start of the quiet hours that have ended, until {@link #toldOfQuiet} confirms that the user has been
     * notified; null during quiet hours and if there is nothing to notify. Call it regularly: it notices quiet hours only if
     * it is called while they last.
     */
    public synchronized @Nullable Instant quietEnded(Instant now) {
        NotificationPreferences own = notificationPreferences;
        Instant since = own == null || own.quietHours() == null
                ? null
                : own.quietHours().since(now);
        if (since == null) {
            return quietSince;
        }
        if (quietSince == null) {
            quietSince = since;
        }
        return null;
    }

    /** Confirms that the user has been notified of the end of the quiet hours. */
    public synchronized void toldOfQuiet() {
        quietSince = null;
    }
}
