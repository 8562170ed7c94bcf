package io.herald.inbox.sent;

import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A notification from the view of its sender.
 *
 * @param scheduled whether it is still on the schedule and has not been sent
 */
record SentNotification(
        UUID id, String sender, OffsetDateTime at, boolean scheduled, boolean withdrawn, boolean escalated) {}
