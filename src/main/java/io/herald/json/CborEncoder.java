package io.herald.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.Base64;

/**
 * Encodes validated JSON as CBOR (RFC 8949). Numbers without fraction and exponent become integers, and big numbers beyond
 * 64 bits. Others become floating-point numbers of double precision, or of single precision if that holds the same value. If a
 * double would be infinite, or zero instead of a small number, they become decimal fractions, which hold the exact value.
 * Strings that a client sent as CBOR bytes become byte strings again.
 */
public final class CborEncoder {

    private static final int LONGEST_LONG = 18;

    private final JsonBuffer out;

    private CborEncoder(int expected) {
        out = new JsonBuffer(expected);
    }

    public static byte[] encode(RawJson json) {
        var encoder = new CborEncoder(json.length());
        encoder.value(json);
        return encoder.out.raw().toBytes();
    }

    private void value(RawJson json) {
        switch (json.kind()) {
            case OBJECT -> object(json);
            case ARRAY -> array(json);
            case STRING -> string(json);
            case NUMBER -> number(json.toJson());
            case BOOLEAN -> out.put(json.toJson().equals("true") ? 0xF5 : 0xF4);
            case NULL -> out.put(0xF6);
        }
    }

    private void object(RawJson json) {
        int[] count = {0};
        json.members((name, value) -> count[0]++);
        head(5, count[0]);
        json.members((name, value) -> {
            text(name);
            value(value);
        });
    }

    private void array(RawJson json) {
        var items = json.items();
        head(4, items.size());
        items.forEach(this::value);
    }

    private void string(RawJson json) {
        if (json.isBytes()) {
            byte[] bytes = Base64.getUrlDecoder().decode(json.text());
            head(2, bytes.length);
            out.put(bytes, 0, bytes.length);
        } else {
            text(json.text());
        }
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        head(3, utf8.length);
        out.put(utf8, 0, utf8.length);
    }

    private void number(String text) {
        if (!isWhole(text)) {
            decimal(text);
        } else if (text.length() <= LONGEST_LONG) {
            whole(Long.parseLong(text));
        } else {
            big(new BigInteger(text));
        }
    }

    private static boolean isWhole(String text) {
        return text.chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E') && !text.equals("-0");
    }

    private void whole(long number) {
        head(number < 0 ? 1 : 0, number < 0 ? ~number : number);
    }

    /** Whether the number exceeds the integers of CBOR, which have a sign and 64 bits. */
    private static boolean isBig(BigInteger number) {
        return magnitude(number).bitLength() > 64;
    }

    private static BigInteger magnitude(BigInteger number) {
        return number.signum() < 0 ? number.not() : number;
    }

    private void big(BigInteger number) {
        BigInteger magnitude = magnitude(number);
        if (!isBig(number)) {
            head(number.signum() < 0 ? 1 : 0, magnitude.longValue());
            return;
        }
        byte[] bytes = magnitude.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        head(6, number.signum() < 0 ? 3 : 2);
        head(2, bytes.length - from);
        out.put(bytes, from, bytes.length - from);
    }

    private void decimal(String text) {
        double number = Double.parseDouble(text);
        if (Double.isInfinite(number) || number == 0 && !isZero(text)) {
            decimalFraction(text);
        } else if (number == (float) number) {
            out.put(0xFA);
            bytes(Float.floatToIntBits((float) number), 4);
        } else {
            out.put(0xFB);
            bytes(Double.doubleToLongBits(number), 8);
        }
    }

    private static boolean isZero(String text) {
        return text.chars().takeWhile(c -> c != 'e' && c != 'E').noneMatch(c -> c >= '1' && c <= '9');
    }

    /** Writes tag 4 (RFC 8949, 3.4.4), or tag 264 if the exponent exceeds 64 bits: the exponent, then the mantissa. */
    private void decimalFraction(String text) {
        String[] parts = text.split("[eE]");
        int point = parts[0].indexOf('.');
        int scale = point < 0 ? 0 : parts[0].length() - point - 1;
        BigInteger exponent =
                parts.length == 1 ? BigInteger.ZERO : new BigInteger(parts[1]).subtract(BigInteger.valueOf(scale));
        head(6, isBig(exponent) ? CborNumbers.ARBITRARY_DECIMAL : CborNumbers.DECIMAL);
        head(4, 2);
        big(exponent);
        big(new BigInteger(parts[0].replace(".", "")));
    }

    /**
     * Writes the head of an item in its shortest form.
     *
     * @param argument unsigned
     */
    private void head(int major, long argument) {
        int first = major << 5;
        if (argument >= 0 && argument < 24) {
            out.put(first | (int) argument);
        } else if (argument >>> 8 == 0) {
            out.put(first | 24);
            bytes(argument, 1);
        } else if (argument >>> 16 == 0) {
            out.put(first | 25);
            bytes(argument, 2);
        } else if (argument >>> 32 == 0) {
            out.put(first | 26);
            bytes(argument, 4);
        } else {
            out.put(first | 27);
            bytes(argument, 8);
        }
    }

    private void bytes(long value, int count) {
        for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
            out.put((int) (value >>> shift) & 0xFF);
        }
    }
}
