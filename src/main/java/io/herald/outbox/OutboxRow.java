package io.herald.outbox;

import org.jspecify.annotations.Nullable;

/**
 * A row of an outbox: a notification, or an event for a channel.
 *
 * @param createdMicros the time of its insertion, which tells it from a row with the same id of an earlier, dropped table
 * @param ageSeconds its age by the clock of the database
 * @param key rows with the same key are sent in order; null for none
 * @param target where the event goes; null for a notification
 * @param content the notification, or the data of the event, as JSON
 */
record OutboxRow(
        long id,
        long createdMicros,
        long ageSeconds,
        @Nullable String key,
        @Nullable EventTarget target,
        String content) {

    record EventTarget(
            String channel,
            String event,
            boolean ephemeral,
            @Nullable String conflate) {}

    /** Returns the idempotency key of the row in its database: it identifies the row for as long as the table exists. */
    String idempotencyKey() {
        return id + "." + createdMicros;
    }

    /** Rows of one group are sent one after the other: those with the same key, or a row without key alone. */
    Object group() {
        return key == null ? id : key;
    }
}
