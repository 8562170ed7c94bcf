package io.herald.inbox;

import java.util.Locale;

/** The state to which a user changes inbox items. */
public enum ItemTransition {
    READ,
    UNREAD,
    ARCHIVED,
    DELETED;

    private final String spelled = name().toLowerCase(Locale.ROOT);

    String spelled() {
        return spelled;
    }
}
