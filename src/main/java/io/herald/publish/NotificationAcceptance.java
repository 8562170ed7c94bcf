package io.herald.publish;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * What an idempotency key stands for: the first publication under it.
 *
 * @param isCompact whether it is spelled as this version does; versions before had a record for the claim and one for the
 *     append
 */
record NotificationAcceptance(String id, Instant at, boolean isCompact) {

    private static final int ID_LENGTH = 22;
    private static final int RADIX = Character.MAX_RADIX;

    static NotificationAcceptance of(String id, Instant at) {
        return new NotificationAcceptance(id, at, true);
    }

    static NotificationAcceptance parse(String text) {
        int space = text.indexOf(' ');
        if (space > 0) {
            return new NotificationAcceptance(
                    text.substring(0, space), Instant.ofEpochMilli(Long.parseLong(text.substring(space + 1))), false);
        }
        ByteBuffer id = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(0, ID_LENGTH)));
        long millis = Long.parseLong(text.substring(ID_LENGTH), RADIX);
        return of(new UUID(id.getLong(), id.getLong()).toString(), Instant.ofEpochMilli(millis));
    }

    /** 30 characters: with a fingerprint of 11 Redis keeps it in one allocation of 64 bytes, which ends at 44. */
    String spelled() {
        UUID uuid = UUID.fromString(id);
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + Long.toString(at.toEpochMilli(), RADIX);
    }
}
