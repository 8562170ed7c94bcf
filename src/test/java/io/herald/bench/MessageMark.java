package io.herald.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * A marker in each message, with the intended time of sending and the sequence number. The search finds it in
 * a stream without parsing, and looks at every eighth byte only (Boyer-Moore-Horspool).
 */
final class MessageMark {

    /** The prefix, 16 hexadecimal digits of time, 8 of sequence. No character needs an escape in JSON. */
    static final int LENGTH = 32;

    private static final byte[] PREFIX = "~hErAlD^".getBytes(ISO_8859_1);
    private static final int[] SKIP = skips();

    private MessageMark() {}

    static String message(int size, long intended, int sequence) {
        String mark = "~hErAlD^%016x%08x".formatted(intended, sequence);
        return mark + "x".repeat(Math.max(0, size - mark.length()));
    }

    /** Returns where the next marker begins, complete or truncated by the end, or -1 without one. */
    static int find(byte[] in, int from, int to) {
        int last = PREFIX.length - 1;
        int at = from + last;
        while (at < to) {
            int skip = SKIP[in[at] & 0xff];
            if (skip == 0 && Arrays.equals(in, at - last, at + 1, PREFIX, 0, PREFIX.length)) {
                return at - last;
            }
            at += Math.max(1, skip);
        }
        return -1;
    }

    static long intended(byte[] in, int mark) {
        return hex(in, mark + PREFIX.length, 16);
    }

    static int sequence(byte[] in, int mark) {
        return (int) hex(in, mark + PREFIX.length + 16, 8);
    }

    private static long hex(byte[] in, int from, int digits) {
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = in[i] <= '9' ? in[i] - '0' : in[i] - 'a' + 10;
            value = value << 4 | digit;
        }
        return value;
    }

    /** For each byte at the position of the prefix's last byte: how far the search may skip. */
    private static int[] skips() {
        int[] skips = new int[256];
        Arrays.fill(skips, PREFIX.length);
        for (int i = 0; i < PREFIX.length; i++) {
            skips[PREFIX[i]] = PREFIX.length - 1 - i;
        }
        return skips;
    }
}
