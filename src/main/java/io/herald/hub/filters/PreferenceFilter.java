package io.herald.hub.filters;

import io.herald.hub.encoding.EncodedEvent;
import io.herald.preferences.NotificationPreferences;
import io.herald.preferences.NotificationPreferences.Way;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a user lets through of notifications to rooms and everyone: nobody has decided about those when they were
 * appended. One for all of the user's connections to this instance, so that a change acts on all of them.
 */
public final class PreferenceFilter {

    private volatile @Nullable NotificationPreferences notificationPreferences;
    private volatile boolean known;
    private int asked;
    private int answered;
    private @Nullable Instant quietSince;

    public boolean lets(EncodedEvent encodedEvent, Clock clock) {
        NotificationPreferences own = notificationPreferences;
        if (own == null || !encodedEvent.isBroadcast()) {
            return true;
        }
        NotificationPreferences.Verdict verdict =
                own.on(encodedEvent.category(), encodedEvent.isCritical(), clock.instant());
        return verdict.way() == Way.PUSH && verdict.until() == null;
    }

    boolean isKnown() {
        return known;
    }

    /** The preferences are about to be asked for. */
    synchronized int ask() {
        known = false;
        return ++asked;
    }

    synchronized void answer(int question, @Nullable NotificationPreferences found) {
        if (question > answered) {
            answered = question;
            notificationPreferences = found;
            known = question == asked;
        }
    }

    /** Since when it has been quiet, where quiet hours have ended and nobody has told yet what came meanwhile. */
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

    public synchronized void toldOfQuiet() {
        quietSince = null;
    }
}
