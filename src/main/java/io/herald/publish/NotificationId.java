package io.herald.publish;

import java.util.UUID;

/** UUIDs of version 7 (RFC 9562): by time first, so that an index of them grows at one end. */
final class NotificationId {

    private NotificationId() {}

    static String next(long nowMillis) {
        UUID random = UUID.randomUUID();
        long high = nowMillis << 16 | 0x7000 | random.getMostSignificantBits() & 0xFFF;
        return new UUID(high, random.getLeastSignificantBits()).toString();
    }
}
