package io.herald.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Base64;

/**
 * Validates CBOR and converts it to compact JSON, with the same guarantees as {@link JsonScanner}. Rejects values whose meaning
 * the conversion would change (NaN, Infinity, keys that are not text, simple values). Converts other values without a JSON
 * equivalent as RFC 8949, 6.1 advises.
 *
 * <p>It does not use Jackson's parser, whose tokens hide overlong UTF-8 and surrogates. They do not show either whether a name
 * was text or a number was a simple value. Jackson also reads big numbers as signed.
 */
final class CborScanner {
    private static final int INDEFINITE = 31;
    private static final int BREAK = 0xFF;

    /**
     * The maximum length of a big number in bytes, equivalent to {@link JsonLimits#MAX_NUMBER_LENGTH} digits. It is checked
     * before the conversion to digits, which is quadratic.
     */
    private static final int MAX_BIG = 415;

    private final CborReader in;
    private final JsonBuffer out;

    CborScanner(byte[] bytes) {
        in = new CborReader(bytes);
        out = new JsonBuffer(bytes.length * 2);
    }

    RawJson scan() {
        value(0);
        if (!in.atEnd()) {
            throw in.malformed("unexpected data after the value");
        }
        return out.raw();
    }

    private void value(int depth) {
        int head = in.next();
        long tag = -1;
        while (CborReader.major(head) == 6) {
            tag = in.argument(head);
            head = in.next();
        }
        boolean big = (tag == 2 || tag == 3) && CborReader.major(head) == 2;
        switch (CborReader.major(head)) {
            case 0 -> out.ascii(Long.toUnsignedString(in.argument(head)));
            case 1 -> out.ascii(negative(in.argument(head)));
            case 2 -> bytes(big, tag, head);
            case 3 -> text(head);
            case 4 -> array(head, deeper(depth));
            case 5 -> map(head, deeper(depth));
            default -> simple(head);
        }
    }

    private int deeper(int depth) {
        if (depth == JsonLimits.MAX_DEPTH) {
            throw in.malformed("nested deeper than " + JsonLimits.MAX_DEPTH + " levels");
        }
        return depth + 1;
    }

    private static String negative(long argument) {
        return argument >= 0
                ? Long.toString(-1 - argument)
                : new BigInteger(Long.toUnsignedString(argument)).not().toString();
    }

    private void bytes(boolean big, long tag, int head) {
        byte[] bytes = chunks(head, false);
        if (!big) {
            out.put('"');
            out.ascii(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
            out.put('"');
            out.put(JsonStrings.BYTES);
            return;
        }
        if (bytes.length > MAX_BIG) {
            throw in.malformed("number longer than " + JsonLimits.MAX_NUMBER_LENGTH + " digits");
        }
        var magnitude = new BigInteger(1, bytes);
        out.ascii((tag == 2 ? magnitude : magnitude.not()).toString());
    }

    private byte[] text(int head) {
        byte[] utf8 = chunks(head, true);
        out.quoted(utf8, 0, utf8.length);
        return utf8;
    }

    private byte[] chunks(int head, boolean text) {
        if (CborReader.info(head) != INDEFINITE) {
            return in.take(in.argument(head), text);
        }
        var joined = new ByteArrayOutputStream();
        for (int chunk = in.next(); chunk != BREAK; chunk = in.next()) {
            if (CborReader.major(chunk) != CborReader.major(head) || CborReader.info(chunk) == INDEFINITE) {
                throw in.malformed("chunk of another type");
            }
            joined.writeBytes(in.take(in.argument(chunk), text));
        }
        return joined.toByteArray();
    }

    private void array(int head, int depth) {
        out.put('[');
        var left = new Left(head);
        for (boolean first = true; left.another(); first = false) {
            comma(first);
            value(depth);
        }
        out.put(']');
    }

    private void map(int head, int depth) {
        out.put('{');
        var seen = new DuplicateNameDetector();
        var left = new Left(head);
        for (boolean first = true; left.another(); first = false) {
            comma(first);
            name(seen);
            out.put(':');
            value(depth);
        }
        out.put('}');
    }

    private void name(DuplicateNameDetector seen) {
        int head = in.next();
        if (CborReader.major(head) != 3) {
            throw in.malformed("key that is not a text string");
        }
        String name = new String(text(head), UTF_8);
        if (!seen.add(name)) {
            throw in.malformed("duplicate name");
        }
    }

    private void comma(boolean first) {
        if (!first) {
            out.put(',');
        }
    }

    private void simple(int head) {
        switch (CborReader.info(head)) {
            case 20 -> out.ascii("false");
            case 21 -> out.ascii("true");
            case 22, 23 -> out.ascii("null");
            case 25 -> number(half((int) in.argument(head)));
            case 26 -> number(Float.intBitsToFloat((int) in.argument(head)));
            case 27 -> number(Double.longBitsToDouble(in.argument(head)));
            default -> throw in.malformed("simple value without an equivalent in JSON");
        }
    }

    /** Writes half and single precision as doubles too: encoders choose a short form if it represents the same number. */
    private void number(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw in.malformed("number that is not finite");
        }
        out.ascii(Double.toString(number));
    }

    private static double half(int bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double magnitude = switch (exponent) {
            case 0 -> Math.scalb((double) fraction, -24);
            case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb((double) (fraction + 1024), exponent - 25);
        };
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }

    /** Counts the remaining elements of a container. If its length is indefinite, consumes the break code at its end. */
    private final class Left {
        private final boolean indefinite;
        private long left;

        Left(int head) {
            indefinite = CborReader.info(head) == INDEFINITE;
            left = indefinite ? 0 : in.argument(head);
        }

        boolean another() {
            return indefinite ? !in.skipBreak() : left-- != 0;
        }
    }
}
