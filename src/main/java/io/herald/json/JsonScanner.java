package io.herald.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Validates and compacts JSON in one pass. The scanner is recursive; the bound on the nesting depth also bounds the stack. */
final class JsonScanner {
    private static final byte[] TRUE = "true".getBytes(US_ASCII);
    private static final byte[] FALSE = "false".getBytes(US_ASCII);
    private static final byte[] NULL = "null".getBytes(US_ASCII);

    private final byte[] in;
    private final int from;
    private final int end;
    private final byte[] out;
    private int at;
    private int written;

    JsonScanner(byte[] in, int from, int end) {
        this.in = in;
        this.from = from;
        this.end = end;
        this.at = from;
        this.out = new byte[end - from];
    }

    RawJson scan() {
        value(0);
        space();
        if (at < end) {
            throw malformed("unexpected data after the value");
        }
        return new RawJson(out, 0, written);
    }

    private void value(int depth) {
        byte first = peek();
        switch (first) {
            case '{' -> object(deeper(depth));
            case '[' -> array(deeper(depth));
            case '"' -> string();
            case 't' -> literal(TRUE);
            case 'f' -> literal(FALSE);
            case 'n' -> literal(NULL);
            default -> number();
        }
    }

    private int deeper(int depth) {
        if (depth == StrictJson.MAX_DEPTH) {
            throw malformed("nested deeper than " + StrictJson.MAX_DEPTH + " levels");
        }
        return depth + 1;
    }

    private void object(int depth) {
        copy();
        if (peek() == '}') {
            copy();
            return;
        }
        var seen = new MemberNames();
        do {
            name(seen);
            expect((byte) ':', "expected a colon");
            value(depth);
        } while (more((byte) '}'));
    }

    private void name(MemberNames seen) {
        if (peek() != '"') {
            throw malformed("expected a name");
        }
        int start = written;
        int position = at;
        string();
        if (!seen.add(JsonStrings.decode(out, start, written))) {
            throw MalformedInputException.json("duplicate name", position - from);
        }
    }

    private void array(int depth) {
        copy();
        if (peek() == ']') {
            copy();
            return;
        }
        do {
            value(depth);
        } while (more((byte) ']'));
    }

    private boolean more(byte close) {
        byte next = peek();
        if (next != ',' && next != close) {
            throw malformed("expected a comma or the end");
        }
        copy();
        return next == ',';
    }

    private void string() {
        int start = at++;
        while (true) {
            if (at >= end) {
                throw malformed("unterminated string");
            }
            byte next = in[at];
            if (next == '"') {
                break;
            } else if (next == '\\') {
                at = escape(at + 1);
            } else if (next >= ' ') {
                at++;
            } else {
                at += unusual(next);
            }
        }
        at++;
        append(start);
    }

    private int unusual(byte next) {
        if (next >= 0) {
            throw malformed("unescaped control character");
        }
        int length = Utf8.sequenceLength(in, at, end);
        if (length == 0) {
            throw malformed("invalid UTF-8");
        }
        return length;
    }

    /**
     * Returns the position after the escape whose backslash precedes {@code position}. Rejects a lone surrogate: it is not a
     * character, and UTF-8 cannot encode it.
     */
    private int escape(int position) {
        byte kind = position < end ? in[position] : 0;
        if (kind != 'u') {
            if ("\"\\/bfnrt".indexOf(kind) < 0) {
                throw malformed("unknown escape");
            }
            return position + 1;
        }
        char unit = unit(position + 1);
        int next = position + 5;
        if (!Character.isSurrogate(unit)) {
            return next;
        }
        boolean pair = Character.isHighSurrogate(unit)
                && next + 1 < end
                && in[next] == '\\'
                && in[next + 1] == 'u'
                && Character.isLowSurrogate(unit(next + 2));
        if (!pair) {
            throw malformed("unpaired surrogate");
        }
        return next + 6;
    }

    private char unit(int position) {
        int unit = 0;
        for (int i = position; i < position + 4; i++) {
            int digit = i < end && in[i] > 0 ? Character.digit(in[i], 16) : -1;
            if (digit < 0) {
                throw malformed("escape without four hexadecimal digits");
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    private void number() {
        int start = at;
        if (in[at] == '-') {
            at++;
        }
        if (at < end && in[at] == '0') {
            at++;
        } else {
            digits();
        }
        if (at < end && in[at] == '.') {
            at++;
            digits();
        }
        if (at < end && (in[at] | 0x20) == 'e') {
            at++;
            if (at < end && (in[at] == '+' || in[at] == '-')) {
                at++;
            }
            digits();
        }
        if (at - start > StrictJson.MAX_NUMBER_LENGTH) {
            throw malformed("number longer than " + StrictJson.MAX_NUMBER_LENGTH + " characters");
        }
        append(start);
    }

    private void digits() {
        int start = at;
        while (at < end && in[at] >= '0' && in[at] <= '9') {
            at++;
        }
        if (at == start) {
            throw malformed("expected a value or a digit");
        }
    }

    private void literal(byte[] word) {
        int start = at;
        for (byte expected : word) {
            if (at >= end || in[at] != expected) {
                throw malformed("expected a value");
            }
            at++;
        }
        append(start);
    }

    private void expect(byte wanted, String complaint) {
        if (peek() != wanted) {
            throw malformed(complaint);
        }
        copy();
    }

    private byte peek() {
        space();
        if (at >= end) {
            throw malformed("unexpected end of input");
        }
        return in[at];
    }

    private void space() {
        while (at < end && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
            at++;
        }
    }

    private void copy() {
        out[written++] = in[at++];
    }

    private void append(int start) {
        System.arraycopy(in, start, out, written, at - start);
        written += at - start;
    }

    private RuntimeException malformed(String what) {
        return MalformedInputException.json(what, at - from);
    }
}
