package io.herald.push.queue;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A push that this instance has claimed.
 *
 * @param origin scheme, host and port of the push service
 * @param notification null for a test notification
 * @param createdAt when the notification came into the inbox
 * @param attempts how many attempts have failed and are repeated
 * @param waited whether the push has waited because the user saw a page
 * @param target null if the subscription does not exist any more, or has moved to another user
 * @param item null if the inbox of the user does not contain the notification
 * @param unread the number of unread notifications of the user
 */
public record PushJob(
        long id,
        String origin,
        String user,
        @Nullable UUID notification,
        Instant createdAt,
        int attempts,
        boolean waited,
        @Nullable Target target,
        @Nullable Item item,
        long unread) {

    /**
     * Where the push goes.
     *
     * @param vapidKey the public VAPID key with which the subscription was created
     */
    public record Target(URI endpoint, byte[] p256dh, byte[] auth, String vapidKey) {

        /** Omits the endpoint and the keys, which must not appear in a log. */
        @Override
        public String toString() {
            return "Target";
        }
    }

    /**
     * The state of the notification in the inbox of the user.
     *
     * @param unread whether it is neither read, archived, deleted, withdrawn nor replaced
     * @param collapse sender and {@code collapseKey}, separated by a space
     * @param preferences the preferences of the user as JSON; null for the default
     */
    public record Item(
            boolean unread,
            String category,
            boolean critical,
            @Nullable Instant expiresAt,
            @Nullable String collapse,
            @Nullable String preferences) {}

    public boolean isTest() {
        return notification == null;
    }
}
