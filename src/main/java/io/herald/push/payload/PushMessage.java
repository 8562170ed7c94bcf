package io.herald.push.payload;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a push tells a browser.
 *
 * @param notification null for a test notification
 * @param collapseKey as the publisher wrote it; null if there is none
 * @param unread the number of unread notifications of the user
 */
public record PushMessage(
        @Nullable UUID notification,
        PushContent content,
        @Nullable String collapseKey,
        long unread) {}
