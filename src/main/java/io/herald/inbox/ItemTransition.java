package io.herald.inbox;

import java.util.Locale;

/** The state to which a user changes inbox items. */
public enum ItemTransition {
    READ,
    UNREAD,
    ARCHIVED,
    DELETED;

    private final String value = name().toLowerCase(Locale.ROOT);

    String value() {
        return value;
    }
}
