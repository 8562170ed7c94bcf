package io.herald.json;

import java.math.BigInteger;

/** Reads CBOR numbers and returns them as JSON numbers. */
final class CborNumbers {

    /** The tag of a decimal fraction with an exponent of up to 64 bits. */
    static final int DECIMAL = 4;

    /** The tag of a decimal fraction with an exponent of any size. */
    static final int ARBITRARY_DECIMAL = 264;

    private static final int POSITIVE = 2;
    private static final int NEGATIVE = 3;

    /**
     * The maximum length of a big number in bytes, equivalent to {@link JsonLimits#MAX_NUMBER_LENGTH} digits. It is checked
     * before the conversion to digits, which is quadratic.
     */
    private static final int MAX_BIG = 415;

    private final CborReader in;

    CborNumbers(CborReader in) {
        this.in = in;
    }

    static boolean isBig(long tag) {
        return tag == POSITIVE || tag == NEGATIVE;
    }

    static boolean isDecimalFraction(long tag) {
        return tag == DECIMAL || tag == ARBITRARY_DECIMAL;
    }

    String integer(int head) {
        long argument = in.argument(head);
        if (CborReader.major(head) == 0) {
            return Long.toUnsignedString(argument);
        }
        return argument >= 0
                ? Long.toString(-1 - argument)
                : new BigInteger(Long.toUnsignedString(argument)).not().toString();
    }

    String big(long tag, int head) {
        byte[] bytes = in.string(head, false);
        if (bytes.length > MAX_BIG) {
            throw tooLong();
        }
        var magnitude = new BigInteger(1, bytes);
        return (tag == POSITIVE ? magnitude : magnitude.not()).toString();
    }

    private RuntimeException tooLong() {
        return in.malformed("number longer than " + JsonLimits.MAX_NUMBER_LENGTH + " digits");
    }

    /** Reads an array with the exponent and the mantissa. */
    String decimalFraction(int head) {
        var left = in.elements(head);
        String exponent = left.next() ? part() : "";
        String mantissa = left.next() ? part() : "";
        if (mantissa.isEmpty() || left.next()) {
            throw notADecimalFraction();
        }
        if (mantissa.length() + exponent.length() >= JsonLimits.MAX_NUMBER_LENGTH) {
            throw tooLong();
        }
        return mantissa + "e" + exponent;
    }

    private String part() {
        int head = in.next();
        int major = CborReader.major(head);
        if (major == 0 || major == 1) {
            return integer(head);
        }
        long tag = major == 6 ? in.argument(head) : -1;
        int content = isBig(tag) ? in.next() : 0;
        if (CborReader.major(content) != 2) {
            throw notADecimalFraction();
        }
        return big(tag, content);
    }

    private RuntimeException notADecimalFraction() {
        return in.malformed("decimal fraction that is not two integers");
    }

    String floatingPoint(int head) {
        long bits = in.argument(head);
        return switch (CborReader.info(head)) {
            case 25 -> finite(half((int) bits));
            case 26 -> finite(Float.intBitsToFloat((int) bits));
            default -> finite(Double.longBitsToDouble(bits));
        };
    }

    /** Writes half and single precision as doubles too: encoders choose a short form if it represents the same number. */
    private String finite(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw in.malformed("number that is not finite");
        }
        return Double.toString(number);
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
}
