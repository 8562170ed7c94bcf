package io.herald.inbox;

import java.util.Locale;

/** What a user makes of items. */
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
