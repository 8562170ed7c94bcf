package io.herald.publish;

import java.time.Duration;

/** The header with which the sender of a call names its idempotency key. */
public final class IdempotencyKeyHeader {

    public static final String NAME = "Idempotency-Key";
    public static final String EXPECTED = "must be 1 to 255 printable ASCII characters";

    /** The time for which a repeated call with the same key is recognized. */
    public static final Duration LIFETIME = Duration.ofHours(24);

    private static final int MAX_LENGTH = 255;

    private IdempotencyKeyHeader() {}

    public static boolean isKey(String text) {
        return !text.isEmpty() && text.length() <= MAX_LENGTH && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /**
     * Returns the text.
     *
     * @throws IllegalArgumentException if the text is not a valid key
     */
    public static String check(String text) {
        if (!isKey(text)) {
            throw new IllegalArgumentException(EXPECTED);
        }
        return text;
    }
}
