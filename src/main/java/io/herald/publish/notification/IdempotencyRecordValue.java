package io.herald.publish.notification;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * The value of an idempotency record: id and time of the first notification that was accepted under the key.
 *
 * @param isCompact whether the record has the current format, in which one record serves the claim and the append; earlier
 *     versions wrote one record for each
 */
record IdempotencyRecordValue(String id, Instant at, boolean isCompact) {

    private static final int ID_LENGTH = 22;
    private static final int RADIX = Character.MAX_RADIX;

    static IdempotencyRecordValue of(String id, Instant at) {
        return new IdempotencyRecordValue(id, at, true);
    }

    static IdempotencyRecordValue parse(String text) {
        int space = text.indexOf(' ');
        if (space > 0) {
            return new IdempotencyRecordValue(
                    text.substring(0, space), Instant.ofEpochMilli(Long.parseLong(text.substring(space + 1))), false);
        }
        ByteBuffer id = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(0, ID_LENGTH)));
        long millis = Long.parseLong(text.substring(ID_LENGTH), RADIX);
        return of(new UUID(id.getLong(), id.getLong()).toString(), Instant.ofEpochMilli(millis));
    }

    /**
     * Returns the compact format: 30 characters. Together with a fingerprint of 11 characters the value stays within 44 bytes,
     * up to which Redis stores a string in a single allocation of 64 bytes.
     */
    String toText() {
        UUID uuid = UUID.fromString(id);
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + Long.toString(at.toEpochMilli(), RADIX);
    }
}
