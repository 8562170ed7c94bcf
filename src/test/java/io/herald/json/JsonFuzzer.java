package io.herald.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Generates JSON with unusual spellings, and corrupts documents. The seed makes a failure reproducible. */
final class JsonFuzzer {

    private static final List<String> SPACES = List.of("", "", "", " ", "\n", "\t", "\r\n", "  ");
    private static final List<String> NUMBERS =
            List.of("0", "-0", "-0.0", "1E5", "1e+5", "1.50", "0.1e-7", "12345678901234567890123", "1e400", "5e-324");
    private static final List<String> ESCAPES = List.of(
            "\\\"",
            "\\\\",
            "\\/",
            "\\b",
            "\\f",
            "\\n",
            "\\r",
            "\\t",
            "\\u0000",
            "\\u0041",
            "\\u00E9",
            "\\uD83D\\uDE00");

    /** Tokens on which parsers disagree, for insertion into a document. */
    private static final List<String> TOKENS = List.of(
            "NaN",
            "-Infinity",
            "+1",
            "01",
            ".5",
            "1.",
            "'",
            "//",
            "/*",
            ",",
            ",,",
            ":",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "\\",
            "\\u",
            "\\ud800",
            "\\udc00",
            "\\x",
            "\u0000",
            "\ufeff",
            "nul",
            "null",
            "True",
            " 1",
            "\u001f",
            "\u007f",
            "\u2028");

    private final Random random;

    JsonFuzzer(long seed) {
        this.random = new Random(seed);
    }

    byte[] document() {
        StringBuilder json = new StringBuilder();
        space(json);
        value(json, 1 + random.nextInt(5));
        space(json);
        return json.toString().getBytes(UTF_8);
    }

    /** Changes a document in one to four places. */
    byte[] corrupted(byte[] document) {
        byte[] corrupted = document;
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
            int from = random.nextInt(corrupted.length + 1);
            int to = Math.min(corrupted.length, from + random.nextInt(4));
            corrupted = switch (random.nextInt(6)) {
                case 0 -> splice(corrupted, from, from, pick(TOKENS).getBytes(UTF_8));
                case 1 -> splice(corrupted, from, to, new byte[0]);
                case 2 -> splice(corrupted, from, to, pick(TOKENS).getBytes(UTF_8));
                case 3 -> splice(corrupted, from, from, slice(corrupted));
                case 4 -> Arrays.copyOf(corrupted, from);
                default -> splice(corrupted, from, Math.min(corrupted.length, from + 1), bytes(1));
            };
        }
        return corrupted;
    }

    private byte[] slice(byte[] document) {
        int from = random.nextInt(document.length + 1);
        return Arrays.copyOfRange(document, from, Math.min(document.length, from + random.nextInt(12)));
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] splice(byte[] in, int from, int to, byte[] with) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(in, 0, from);
        out.writeBytes(with);
        out.write(in, to, in.length - to);
        return out.toByteArray();
    }

    private void value(StringBuilder json, int depth) {
        switch (random.nextInt(depth == 0 ? 4 : 7)) {
            case 0 -> json.append(pick(List.of("true", "false", "null")));
            case 1 -> json.append(pick(NUMBERS));
            case 2 -> json.append(random.nextLong() >> random.nextInt(64));
            case 3 -> string(json);
            case 4 -> array(json, depth - 1);
            default -> object(json, depth - 1);
        }
    }

    private void array(StringBuilder json, int depth) {
        json.append('[');
        for (int left = random.nextInt(4); left > 0; left--) {
            space(json);
            value(json, depth);
            space(json);
            json.append(left > 1 ? "," : "");
        }
        space(json);
        json.append(']');
    }

    private void object(StringBuilder json, int depth) {
        json.append('{');
        for (int left = random.nextInt(5); left > 0; left--) {
            space(json);
            string(json);
            space(json);
            json.append(':');
            space(json);
            value(json, depth);
            space(json);
            json.append(left > 1 ? "," : "");
        }
        space(json);
        json.append('}');
    }

    private void string(StringBuilder json) {
        json.append('"');
        for (int left = random.nextInt(6); left > 0; left--) {
            switch (random.nextInt(4)) {
                case 0 -> json.append(pick(ESCAPES));
                case 1 -> json.appendCodePoint(character());
                default -> json.append((char) ('a' + random.nextInt(4)));
            }
        }
        json.append('"');
    }

    /** Any character that JSON allows unescaped. */
    private int character() {
        while (true) {
            int point = random.nextInt(random.nextBoolean() ? 0x800 : 0x11_0000);
            if (point >= ' ' && point != '"' && point != '\\' && (point < 0xD800 || point > 0xDFFF)) {
                return point;
            }
        }
    }

    private void space(StringBuilder json) {
        json.append(pick(SPACES));
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
