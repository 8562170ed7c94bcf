package io.herald.event;

import org.jspecify.annotations.Nullable;

/**
 * How an event is to be treated on its way.
 *
 * @param ephemeral delivered to whoever is connected, never replayed, without id and cursor
 * @param conflate among events of a channel with this key, a reader that is behind needs only the newest
 * @param expiresAt milliseconds since the epoch; after it the event is left out of replay and history
 * @param subject the id of what this event carries or is about: a notification, or a message that was changed
 * @param except who is left out when it happens: a connection, or the channel of a user
 * @param trace the W3C {@code traceparent} of the call that sent it, where that is being traced
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
