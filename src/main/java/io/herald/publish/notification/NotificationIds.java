package io.herald.publish.notification;

import java.security.SecureRandom;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Generates strictly increasing UUIDs of version 7. A counter orders the ids of a millisecond; it is seeded with random bits
 * each millisecond (RFC 9562, section 6.2). If the clock is set back, the ids keep the latest time and increment the counter
 * until the clock has caught up.
 *
 * <p>Layout: 48 bits of time, the version, 12 bits of the counter, the variant, 30 bits of the counter, 32 random bits.
 */
final class NotificationIds {

    /** The counter's highest bit starts as zero, which leaves 2^41 ids for one millisecond. */
    private static final int SEED_BITS = 41;

    private static final int LOW_BITS = 30;
    private static final long VERSION = 0x7000;
    private static final long VARIANT = 1L << 63;

    private final LongSupplier millis;
    private final Random random;
    private long last = -1;
    private long counter;

    NotificationIds(LongSupplier millis) {
        this(millis, new SecureRandom());
    }

    NotificationIds(LongSupplier millis, Random random) {
        this.millis = millis;
        this.random = random;
    }

    /** Returns the next id. May be called on any thread. */
    synchronized String next() {
        long now = millis.getAsLong();
        if (now > last) {
            last = now;
            counter = random.nextLong() >>> Long.SIZE - SEED_BITS;
        } else {
            counter++;
        }
        long high = last << 16 | VERSION | counter >>> LOW_BITS;
        long low = VARIANT | (counter & (1L << LOW_BITS) - 1) << 32 | random.nextInt() & 0xFFFF_FFFFL;
        return new UUID(high, low).toString();
    }
}
