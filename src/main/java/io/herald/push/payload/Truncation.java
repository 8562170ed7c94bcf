package io.herald.push.payload;

import io.herald.json.JsonWriter;

/** Truncates texts to a length in bytes, as JSON encodes them. */
final class Truncation {

    private static final String ELLIPSIS = "…";
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private Truncation() {}

    /** Returns the length of a text in JSON, without the quotes. */
    static int length(String text) {
        return new JsonWriter(text.length() + 2).value(text).toBytes().length - 2;
    }

    /**
     * Returns the text if it has at most {@code most} bytes. Otherwise returns as many whole words from its start as fit,
     * followed by an ellipsis; of a long word, as many characters as fit. Returns an empty text if nothing fits.
     */
    static String truncate(String text, int most) {
        if (length(text) <= most) {
            return text;
        }
        int end = longestPrefix(text, most - length(ELLIPSIS));
        int word = wordEnd(text, end);
        String start =
                text.substring(0, word > 0 ? word : characterEnd(text, end)).strip();
        return start.isEmpty() ? "" : start + ELLIPSIS;
    }

    /** Returns the number of chars of the longest prefix that has at most {@code most} bytes. */
    private static int longestPrefix(String text, int most) {
        int fits = 0;
        int tooLong = text.length();
        while (tooLong - fits > 1) {
            int middle = (fits + tooLong) >>> 1;
            if (length(text.substring(0, middle)) <= most) {
                fits = middle;
            } else {
                tooLong = middle;
            }
        }
        return fits;
    }

    /** Returns the end of the last word that is complete before {@code end}, or 0 if there is none in the second half. */
    private static int wordEnd(String text, int end) {
        for (int at = end; at > end / 2; at--) {
            if (Character.isWhitespace(text.charAt(at))) {
                return at;
            }
        }
        return 0;
    }

    /** Returns the last position up to {@code end} that does not split a character from what belongs to it. */
    private static int characterEnd(String text, int end) {
        int at = end;
        while (at > 0 && !isBoundary(text, at)) {
            at--;
        }
        return at;
    }

    private static boolean isBoundary(String text, int at) {
        int next = text.codePointAt(at);
        int type = Character.getType(next);
        return !(Character.isLowSurrogate(text.charAt(at))
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || next == ZERO_WIDTH_JOINER
                || text.codePointBefore(at) == ZERO_WIDTH_JOINER);
    }
}
