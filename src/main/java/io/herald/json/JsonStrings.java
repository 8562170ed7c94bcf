package io.herald.json;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Strings of checked JSON, from the opening quote to after the closing one, or to after the mark behind it.
 *
 * <p>A string that stands for bytes ends in a space: nobody's JSON has one there, for the scanner drops what is between
 * tokens, so the mark cannot be forged; and to whoever parses the JSON it is none.
 */
final class JsonStrings {
    static final byte BYTES = ' ';

    private JsonStrings() {}

    static String decode(byte[] in, int from, int to) {
        int end = to - 1;
        for (int at = from + 1; at < end; at++) {
            if (in[at] == '\\') {
                return unescape(new String(in, from + 1, end - from - 1, UTF_8));
            }
        }
        return new String(in, from + 1, end - from - 1, UTF_8);
    }

    private static String unescape(String text) {
        var plain = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char next = text.charAt(at);
            if (next != '\\') {
                plain.append(next);
                continue;
            }
            char kind = text.charAt(++at);
            if (kind == 'u') {
                plain.append((char) Integer.parseInt(text, at + 1, at + 5, 16));
                at += 4;
            } else {
                plain.append(plainOf(kind));
            }
        }
        return plain.toString();
    }

    private static char plainOf(char kind) {
        return switch (kind) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> kind;
        };
    }

    /** The end of the string that opens at {@code at}. */
    static int skip(byte[] in, int at, int end) {
        int position = at + 1;
        while (in[position] != '"') {
            position += in[position] == '\\' ? 2 : 1;
        }
        position++;
        return position < end && in[position] == BYTES ? position + 1 : position;
    }
}
