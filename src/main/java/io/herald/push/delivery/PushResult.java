package io.herald.push.delivery;

import java.util.Locale;

/** The results of attempts, as metrics name them. */
public enum PushResult {
    /** The push service has accepted the push. */
    PUSHED,
    /** The subscription does not exist any more. */
    GONE,
    /** The push service has refused the push for good. */
    REFUSED,
    /** The push service has rejected the VAPID key. */
    REJECTED,
    /** The attempt failed and is repeated. */
    RETRIED,
    /** The attempt failed, and the notification expires before the next one. */
    EXPIRED,
    /** The key of the subscription is not configured. */
    KEYLESS,
    /** The notification was read, withdrawn or has expired, or the user does not want it or the subscription any more. */
    DROPPED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
