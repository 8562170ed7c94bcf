package io.herald.inbox;

import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A notification as its sender sees it.
 *
 * @param scheduled not sent yet
 */
record SentNotification(
        UUID id, String sender, OffsetDateTime at, boolean scheduled, boolean withdrawn, boolean escalated) {}
