package io.herald.json;

/** Validates UTF-8 according to table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** Returns the length of the multi-byte sequence at {@code at}, or 0 if it is not well-formed. */
    static int sequenceLength(byte[] in, int at, int end) {
        int lead = in[at] & 0xFF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            return isContinuation(in, at + 1, end) ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            int low = lead == 0xE0 ? 0xA0 : 0x80;
            int high = lead == 0xED ? 0x9F : 0xBF;
            return between(in, at + 1, end, low, high) && isContinuation(in, at + 2, end) ? 3 : 0;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            int low = lead == 0xF0 ? 0x90 : 0x80;
            int high = lead == 0xF4 ? 0x8F : 0xBF;
            return between(in, at + 1, end, low, high)
                            && isContinuation(in, at + 2, end)
                            && isContinuation(in, at + 3, end)
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean isContinuation(byte[] in, int at, int end) {
        return at < end && (in[at] & 0xC0) == 0x80;
    }

    private static boolean between(byte[] in, int at, int end, int low, int high) {
        return at < end && (in[at] & 0xFF) >= low && (in[at] & 0xFF) <= high;
    }
}
