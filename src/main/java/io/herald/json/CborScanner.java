package io.herald.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/**
 * Validates CBOR and converts it to compact JSON, with the same guarantees as {@link JsonScanner}. Rejects values whose meaning
 * the conversion would change (NaN, Infinity, keys that are not text, simple values). Decimal fractions become numbers.
 * Converts other values without a JSON equivalent as RFC 8949, 6.1 advises.
 *
 * <p>It does not use Jackson's parser, whose tokens hide overlong UTF-8 and surrogates. They do not show either whether a name
 * was text or a number was a simple value. Jackson also reads big numbers as signed.
 */
final class CborScanner {
    private final CborReader in;
    private final CborNumbers numbers;
    private final JsonBuffer out;

    CborScanner(byte[] bytes) {
        in = new CborReader(bytes);
        numbers = new CborNumbers(in);
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
        switch (CborReader.major(head)) {
            case 0, 1 -> out.ascii(numbers.integer(head));
            case 2 -> bytes(tag, head);
            case 3 -> text(head);
            case 4 -> array(tag, head, depth);
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

    private void bytes(long tag, int head) {
        if (CborNumbers.isBig(tag)) {
            out.ascii(numbers.big(tag, head));
            return;
        }
        out.put('"');
        out.ascii(Base64.getUrlEncoder().withoutPadding().encodeToString(in.string(head, false)));
        out.put('"');
        out.put(JsonStrings.BYTES);
    }

    private byte[] text(int head) {
        byte[] utf8 = in.string(head, true);
        out.quoted(utf8, 0, utf8.length);
        return utf8;
    }

    private void array(long tag, int head, int depth) {
        if (CborNumbers.isDecimalFraction(tag)) {
            out.ascii(numbers.decimalFraction(head));
            return;
        }
        int inner = deeper(depth);
        out.put('[');
        var left = in.elements(head);
        for (boolean first = true; left.next(); first = false) {
            comma(first);
            value(inner);
        }
        out.put(']');
    }

    private void map(int head, int depth) {
        out.put('{');
        var seen = new DuplicateNameDetector();
        var left = in.elements(head);
        for (boolean first = true; left.next(); first = false) {
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
            case 25, 26, 27 -> out.ascii(numbers.floatingPoint(head));
            default -> throw in.malformed("simple value without an equivalent in JSON");
        }
    }
}
