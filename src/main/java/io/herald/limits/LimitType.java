package io.herald.limits;

import java.util.Locale;

/** A limit. Its text is the value of the tag {@code limit} of the metric {@code herald.limits.hit}. */
public enum LimitType {
    CONNECTIONS,
    CONNECTIONS_PER_USER,
    CONNECTS_PER_SECOND,
    MESSAGES_PER_SECOND,
    PUBLISHES_PER_SECOND,
    EVENT_SIZE,
    CALL_SIZE,
    REQUEST_LINE,
    HEADERS,
    HEAD_TIME,
    BODY_TIME,
    BODIES_IN_PROGRESS,
    ROOMS_PER_CONNECTION;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
