package io.herald.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * What the load generator puts into each message to find it again: when it was to be sent, and which one it is. Found in
 * a stream without parsing it, by a search that looks at every eighth byte.
 */
final class MessageMark {

    /** The sign, 16 hexadecimal digits of time, 8 of sequence. Nothing in it needs an escape in JSON. */
    static final int LENGTH = 32;

    private static final byte[] SIGN = "~hErAlD^".getBytes(ISO_8859_1);
    private static final int[] SKIP = skips();

    private MessageMark() {}

    static String message(int size, long intended, int sequence) {
        String mark = "~hErAlD^%016x%08x".formatted(intended, sequence);
        return mark + "x".repeat(Math.max(0, size - mark.length()));
    }

    /** Where the next mark begins, whole or cut off by the end; -1 where there is none. */
    static int find(byte[] in, int from, int to) {
        int last = SIGN.length - 1;
        int at = from + last;
        while (at < to) {
            int skip = SKIP[in[at] & 0xff];
            if (skip == 0 && Arrays.equals(in, at - last, at + 1, SIGN, 0, SIGN.length)) {
                return at - last;
            }
            at += Math.max(1, skip);
        }
        return -1;
    }

    static long intended(byte[] in, int mark) {
        return hex(in, mark + SIGN.length, 16);
    }

    static int sequence(byte[] in, int mark) {
        return (int) hex(in, mark + SIGN.length + 16, 8);
    }

    private static long hex(byte[] in, int from, int digits) {
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = in[i] <= '9' ? in[i] - '0' : in[i] - 'a' + 10;
            value = value << 4 | digit;
        }
        return value;
    }

    /** How far the search may go on from a byte that stands where the sign's last one should be. */
    private static int[] skips() {
        int[] skips = new int[256];
        Arrays.fill(skips, SIGN.length);
        for (int i = 0; i < SIGN.length; i++) {
            skips[SIGN[i]] = SIGN.length - 1 - i;
        }
        return skips;
    }
}
