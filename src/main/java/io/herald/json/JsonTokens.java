package io.herald.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.problem.ProblemException;

/**
 * Validates the scalar tokens of JSON text. Each method receives the position of the first byte of a token and returns the
 * position after the token. It throws a {@link ProblemException} that names the position of the error.
 */
final class JsonTokens {
    private static final byte[] TRUE = "true".getBytes(US_ASCII);
    private static final byte[] FALSE = "false".getBytes(US_ASCII);
    private static final byte[] NULL = "null".getBytes(US_ASCII);

    private JsonTokens() {}

    static int skipSpace(byte[] in, int from) {
        int at = from;
        while (at < in.length && (in[at] == ' ' || in[at] == '\n' || in[at] == '\r' || in[at] == '\t')) {
            at++;
        }
        return at;
    }

    /** Returns the position after a string, a number, {@code true}, {@code false} or {@code null}. */
    static int scalar(byte[] in, int from) {
        return switch (in[from]) {
            case '"' -> string(in, from);
            case 't' -> literal(in, from, TRUE);
            case 'f' -> literal(in, from, FALSE);
            case 'n' -> literal(in, from, NULL);
            default -> number(in, from);
        };
    }

    static int string(byte[] in, int from) {
        int at = from + 1;
        while (at < in.length) {
            byte next = in[at];
            if (next == '"') {
                return at + 1;
            } else if (next == '\\') {
                at = escape(in, at);
            } else if (next >= ' ') {
                at++;
            } else {
                at += sequenceLength(in, at);
            }
        }
        throw malformed("unterminated string", at);
    }

    private static int sequenceLength(byte[] in, int at) {
        if (in[at] >= 0) {
            throw malformed("unescaped control character", at);
        }
        int length = Utf8.sequenceLength(in, at, in.length);
        if (length == 0) {
            throw malformed("invalid UTF-8", at);
        }
        return length;
    }

    /** Rejects an unpaired surrogate: it is not a character, and UTF-8 cannot encode it. */
    private static int escape(byte[] in, int backslash) {
        byte kind = backslash + 1 < in.length ? in[backslash + 1] : 0;
        if (kind != 'u') {
            if ("\"\\/bfnrt".indexOf(kind) < 0) {
                throw malformed("unknown escape", backslash);
            }
            return backslash + 2;
        }
        char unit = unit(in, backslash);
        int next = backslash + 6;
        if (!Character.isSurrogate(unit)) {
            return next;
        }
        boolean pair = Character.isHighSurrogate(unit)
                && next + 1 < in.length
                && in[next] == '\\'
                && in[next + 1] == 'u'
                && Character.isLowSurrogate(unit(in, next));
        if (!pair) {
            throw malformed("unpaired surrogate", backslash);
        }
        return next + 6;
    }

    private static char unit(byte[] in, int backslash) {
        int unit = 0;
        for (int at = backslash + 2; at < backslash + 6; at++) {
            int digit = at < in.length && in[at] > 0 ? Character.digit(in[at], 16) : -1;
            if (digit < 0) {
                throw malformed("escape without four hexadecimal digits", backslash);
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    private static int number(byte[] in, int from) {
        int at = in[from] == '-' ? from + 1 : from;
        at = at < in.length && in[at] == '0' ? at + 1 : digits(in, at);
        if (at < in.length && in[at] == '.') {
            at = digits(in, at + 1);
        }
        if (at < in.length && (in[at] | 0x20) == 'e') {
            at++;
            boolean isSigned = at < in.length && (in[at] == '+' || in[at] == '-');
            at = digits(in, isSigned ? at + 1 : at);
        }
        if (at - from > JsonLimits.MAX_NUMBER_LENGTH) {
            throw malformed("number longer than " + JsonLimits.MAX_NUMBER_LENGTH + " characters", at);
        }
        return at;
    }

    private static int digits(byte[] in, int from) {
        int at = from;
        while (at < in.length && in[at] >= '0' && in[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw malformed("expected a value or a digit", at);
        }
        return at;
    }

    private static int literal(byte[] in, int from, byte[] word) {
        int at = from;
        for (byte expected : word) {
            if (at >= in.length || in[at] != expected) {
                throw malformed("expected a value", at);
            }
            at++;
        }
        return at;
    }

    static ProblemException malformed(String what, int position) {
        return MalformedInput.json(what, position);
    }
}
