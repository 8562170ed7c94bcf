package io.herald.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** A growable array of JSON bytes. */
final class JsonBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private byte[] bytes;
    private int length;

    JsonBuffer(int expected) {
        bytes = new byte[Math.max(16, expected)];
    }

    void put(int oneByte) {
        ensureCapacity(1);
        bytes[length++] = (byte) oneByte;
    }

    void put(byte[] from, int start, int count) {
        ensureCapacity(count);
        System.arraycopy(from, start, bytes, length, count);
        length += count;
    }

    void ascii(String text) {
        put(text.getBytes(US_ASCII), 0, text.length());
    }

    /** Appends a quoted string with the fewest escapes that JSON allows. */
    void quoted(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        quoted(utf8, 0, utf8.length);
    }

    void quoted(byte[] utf8, int start, int count) {
        ensureCapacity(count + 2);
        put('"');
        int plain = start;
        for (int at = start; at < start + count; at++) {
            byte next = utf8[at];
            if (next == '"' || next == '\\' || (next >= 0 && next < ' ')) {
                put(utf8, plain, at - plain);
                escape(next);
                plain = at + 1;
            }
        }
        put(utf8, plain, start + count - plain);
        put('"');
    }

    private void escape(byte unit) {
        put('\\');
        switch (unit) {
            case '"', '\\' -> put(unit);
            case '\b' -> put('b');
            case '\f' -> put('f');
            case '\n' -> put('n');
            case '\r' -> put('r');
            case '\t' -> put('t');
            default -> {
                ascii("u00");
                put(HEX[unit >> 4]);
                put(HEX[unit & 15]);
            }
        }
    }

    int length() {
        return length;
    }

    RawJson raw() {
        return new RawJson(bytes, 0, length);
    }

    byte[] array() {
        return bytes;
    }

    private void ensureCapacity(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
