package io.herald.hooks;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The id of an event: its time in milliseconds and its position, {@code 1763650000000-17}. The time keeps ids distinct from those of
 * an earlier database.
 */
final class HookEventId {

    private static final Pattern ID = Pattern.compile("[0-9]{1,15}-([0-9]{1,18})");

    private HookEventId() {}

    static String format(Instant at, long position) {
        return at.toEpochMilli() + "-" + position;
    }

    /** Returns the position of an id; null if the text is none. */
    static @Nullable Long position(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches() ? Long.valueOf(matcher.group(1)) : null;
    }
}
