package io.herald.redis.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Computes which of the 16,384 slots of a cluster a key belongs to: the CRC-16 (XMODEM) of its hash tag, as the Redis
 * Cluster specification defines.
 */
final class HashSlot {

    static final int COUNT = 16_384;

    private static final int POLYNOMIAL = 0x1021;

    private HashSlot() {}

    static int of(String key) {
        int open = key.indexOf('{');
        int close = key.indexOf('}', open + 1);
        return crc(open >= 0 && close > open + 1 ? key.substring(open + 1, close) : key) % COUNT;
    }

    private static int crc(String tag) {
        int crc = 0;
        for (byte b : tag.getBytes(US_ASCII)) {
            crc ^= (b & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
            }
        }
        return crc & 0xffff;
    }
}
