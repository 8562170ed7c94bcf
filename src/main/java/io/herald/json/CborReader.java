package io.herald.json;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Reads the parts of a CBOR item: initial bytes, their arguments, and the contents of strings. Compares each string length with
 * the remaining input before it allocates.
 */
final class CborReader {
    private static final int INDEFINITE = 31;
    private static final int BREAK = 0xFF;

    private final byte[] bytes;
    private int at;

    CborReader(byte[] bytes) {
        this.bytes = bytes;
    }

    static int major(int head) {
        return head >> 5;
    }

    static int info(int head) {
        return head & 31;
    }

    boolean atEnd() {
        return at == bytes.length;
    }

    int next() {
        if (at >= bytes.length) {
            throw malformed("unexpected end of input");
        }
        return bytes[at++] & 0xFF;
    }

    private boolean skipBreak() {
        if (at < bytes.length && (bytes[at] & 0xFF) == BREAK) {
            at++;
            return true;
        }
        return false;
    }

    /** Returns the argument as an unsigned long: values above {@code Long.MAX_VALUE} appear negative. */
    long argument(int head) {
        int info = info(head);
        if (info < 24) {
            return info;
        }
        if (info > 27) {
            throw malformed("reserved length");
        }
        long argument = 0;
        for (int left = 1 << (info - 24); left > 0; left--) {
            argument = argument << 8 | next();
        }
        return argument;
    }

    private byte[] take(long length, boolean text) {
        if (length < 0 || length > bytes.length - at) {
            throw malformed("unexpected end of input");
        }
        int start = at;
        at += (int) length;
        if (text) {
            check(start);
        }
        return Arrays.copyOfRange(bytes, start, at);
    }

    private void check(int start) {
        int position = start;
        while (position < at) {
            int length = bytes[position] >= 0 ? 1 : Utf8.sequenceLength(bytes, position, at);
            if (length == 0) {
                throw MalformedInput.cbor("invalid UTF-8", position);
            }
            position += length;
        }
    }

    /** Returns the content of a string, which may consist of chunks. */
    byte[] string(int head, boolean text) {
        if (info(head) != INDEFINITE) {
            return take(argument(head), text);
        }
        var joined = new ByteArrayOutputStream();
        for (int chunk = next(); chunk != BREAK; chunk = next()) {
            if (major(chunk) != major(head) || info(chunk) == INDEFINITE) {
                throw malformed("chunk of another type");
            }
            joined.writeBytes(take(argument(chunk), text));
        }
        return joined.toByteArray();
    }

    Elements elements(int head) {
        return new Elements(head);
    }

    /** Counts the remaining elements of a container. If its length is indefinite, consumes the break code at its end. */
    final class Elements {
        private final boolean indefinite;
        private long left;

        Elements(int head) {
            indefinite = info(head) == INDEFINITE;
            left = indefinite ? 0 : argument(head);
        }

        /** Returns whether there is another element, which the caller reads. */
        boolean next() {
            return indefinite ? !skipBreak() : left-- != 0;
        }
    }

    RuntimeException malformed(String what) {
        return MalformedInput.cbor(what, at);
    }
}
