package io.herald.log;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Keys that stand for one thing each, whoever asks first and on whichever instance. */
public interface IdempotencyRecords {

    /**
     * Takes the key, or finds what it was taken for. Fails as {@link EventLog} does where Redis cannot be reached.
     *
     * @param key a hash of at least 132 bits, in base64
     * @param fingerprint a hash of what the caller is about to do, of at least 66 bits, in base64
     * @param value what to remember of it; does not end with a plus sign
     */
    Uni<Claim> claim(String key, String fingerprint, String value, Duration remembered);

    /**
     * @param value what the first caller had remembered
     * @param first whether this call was it
     * @param sameContent whether the fingerprint is that of the first call
     */
    record Claim(String value, boolean first, boolean sameContent) {}
}
