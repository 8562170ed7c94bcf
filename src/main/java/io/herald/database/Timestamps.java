package io.herald.database;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Converts times to the Java type of {@code timestamptz}. */
public final class Timestamps {

    private Timestamps() {}

    public static OffsetDateTime ofMillis(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
