package io.herald.json;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Parses and checks the text of fields. A parser throws an {@link IllegalArgumentException} whose message becomes the message
 * of the violation.
 */
final class FieldParsers {
    private static final int LAST_YEAR = 9_999;

    private FieldParsers() {}

    /** Returns the violation of a text of limited length, or null. Rejects U+0000, which PostgreSQL cannot store. */
    static @Nullable String textViolation(String text, int maxLength) {
        if (text.length() > maxLength && text.codePointCount(0, text.length()) > maxLength) {
            return "must have at most " + maxLength + " characters";
        }
        return text.indexOf('\0') >= 0 ? "must not contain U+0000" : null;
    }

    static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException wrong) {
            throw new IllegalArgumentException("must be an ISO-8601 duration such as PT30S");
        }
    }

    /**
     * Parses a time with a four-digit year. ISO-8601 also allows years that neither PostgreSQL nor a long in milliseconds can
     * store.
     */
    static Instant instant(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (time.getYear() >= 0 && time.getYear() <= LAST_YEAR) {
                return time.toInstant();
            }
        } catch (DateTimeParseException wrong) {
            // reported below
        }
        throw new IllegalArgumentException("must be a time such as 2026-11-20T15:00:00Z");
    }
}
