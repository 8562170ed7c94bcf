package io.herald.event;

import org.jspecify.annotations.Nullable;

/**
 * Determines how an event is stored and delivered.
 *
 * @param ephemeral delivered to connected clients only, never replayed, without id and cursor
 * @param conflate a key: of the events of a channel with the same key, a reader that is behind receives only the newest
 * @param expiresAt milliseconds since the epoch, after which replay and history omit the event
 * @param subject the id of what this event carries or concerns: a notification, or a message that was changed
 * @param except to whom the event is not delivered: the id of a connection, or the channel of a user
 * @param trace the W3C {@code traceparent} of the call that sent the event, if the call is traced
 */
public record EventAttributes(
        boolean ephemeral,
        @Nullable String conflate,
        long expiresAt,
        @Nullable String subject,
        @Nullable String except,
        @Nullable String trace) {

    public EventAttributes(boolean ephemeral, @Nullable String conflate, long expiresAt, @Nullable String subject) {
        this(ephemeral, conflate, expiresAt, subject, null, null);
    }

    public static final long NEVER = Long.MAX_VALUE;

    public static final EventAttributes DURABLE = new EventAttributes(false, null, NEVER, null);
    public static final EventAttributes EPHEMERAL = new EventAttributes(true, null, NEVER, null);

    public EventAttributes except(@Nullable String leftOut) {
        return new EventAttributes(ephemeral, conflate, expiresAt, subject, leftOut, trace);
    }

    public EventAttributes trace(String parent) {
        return new EventAttributes(ephemeral, conflate, expiresAt, subject, except, parent);
    }
}
