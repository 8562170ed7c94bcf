package io.herald.outbound;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Parses the header {@code Retry-After} (RFC 9110, section 10.2.3). */
public final class RetryAfter {

    private static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    /**
     * Returns the wait that a response demands, up to a day.
     *
     * @param header seconds or a date; null if the response has none
     * @return null if there is no header or it cannot be read
     */
    public static @Nullable Duration parse(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        try {
            Duration wait = header.matches("[0-9]{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(header))
                    : Duration.between(now, ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME));
            return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }
}
