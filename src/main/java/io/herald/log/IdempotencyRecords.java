package io.herald.log;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Stores idempotency records. Of concurrent calls with one key, on any instances, the first decides what is stored. */
public interface IdempotencyRecords {

    /**
     * Creates the record of a key, or returns the existing one. Fails as {@link EventLog} does if Redis is unavailable.
     *
     * @param key a hash of at least 132 bits, in base64
     * @param fingerprint a hash of the request, of at least 66 bits, in base64
     * @param value the value to store, such as the id of the notification; must not end with a plus sign
     * @param remembered how long the record is stored
     */
    Uni<Claim> claim(String key, String fingerprint, String value, Duration remembered);

    /**
     * The record of a key.
     *
     * @param value the value that the first call stored
     * @param first whether this call created the record
     * @param sameContent whether the fingerprint equals that of the first call
     */
    record Claim(String value, boolean first, boolean sameContent) {}
}
