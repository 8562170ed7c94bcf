package io.herald.json;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Decodes and skips strings of validated JSON. A string extends from its opening quote to its closing quote, or to the mark
 * that follows it.
 *
 * <p>A space after the closing quote marks a string that encodes bytes. Clients cannot forge the mark, because the scanner drops
 * all space between tokens. JSON parsers ignore it.
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

    /** Returns the position after the string that starts at {@code at}, and after its mark if it has one. */
    static int skip(byte[] in, int at, int end) {
        int position = at + 1;
        while (in[position] != '"') {
            position += in[position] == '\\' ? 2 : 1;
        }
        position++;
        return position < end && in[position] == BYTES ? position + 1 : position;
    }
}
