package io.herald.json;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TreeMap;

/**
 * Produces a canonical form of JSON values: members sorted by name, strings with the fewest escapes, numbers as significand and
 * exponent without superfluous zeros. It does not follow RFC 8785, which converts numbers to doubles and so treats 2^53 and
 * 2^53 + 1 as equal.
 */
final class CanonicalJson {
    private CanonicalJson() {}

    static byte[] fingerprint(RawJson value) {
        var form = new JsonBuffer(value.length());
        write(value, form);
        MessageDigest sha = sha256();
        sha.update(form.array(), 0, form.length());
        return sha.digest();
    }

    static RawJson of(RawJson value) {
        boolean hasOtherForms =
                value.kind() == JsonKind.NUMBER || value.kind() == JsonKind.STRING && value.hasEscapes();
        if (!hasOtherForms) {
            return value;
        }
        var form = new JsonBuffer(value.length());
        write(value, form);
        return new RawJson(form.array(), 0, form.length());
    }

    private static void write(RawJson value, JsonBuffer to) {
        switch (value.kind()) {
            case OBJECT -> object(value, to);
            case ARRAY -> array(value, to);
            case STRING -> to.quoted(value.text());
            case NUMBER -> to.ascii(number(value.text()));
            case BOOLEAN, NULL -> to.ascii(value.text());
        }
    }

    private static void object(RawJson value, JsonBuffer to) {
        var sorted = new TreeMap<String, RawJson>();
        value.members(sorted::put);
        to.put('{');
        sorted.forEach((name, member) -> {
            to.quoted(name);
            to.put(':');
            write(member, to);
            to.put(',');
        });
        to.put('}');
    }

    private static void array(RawJson value, JsonBuffer to) {
        to.put('[');
        for (RawJson item : value.items()) {
            write(item, to);
            to.put(',');
        }
        to.put(']');
    }

    /** Computes with digits and not with BigDecimal, whose exponent is an int: 1e99999999999 is a valid JSON number. */
    static String number(String text) {
        boolean negative = text.charAt(0) == '-';
        int e = Math.max(text.indexOf('e'), text.indexOf('E'));
        String significand = text.substring(negative ? 1 : 0, e < 0 ? text.length() : e);
        int point = significand.indexOf('.');
        String digits = point < 0 ? significand : significand.substring(0, point) + significand.substring(point + 1);
        int first = firstNonZero(digits);
        if (first == digits.length()) {
            return "0";
        }
        int last = lastNonZero(digits);
        long shift = (point < 0 ? 0 : point + 1 - significand.length()) + (digits.length() - 1 - last);
        BigInteger exponent = e < 0 ? BigInteger.ZERO : new BigInteger(text.substring(e + 1));
        return (negative ? "-" : "") + digits.substring(first, last + 1) + "e"
                + exponent.add(BigInteger.valueOf(shift));
    }

    private static int firstNonZero(String digits) {
        int at = 0;
        while (at < digits.length() && digits.charAt(at) == '0') {
            at++;
        }
        return at;
    }

    private static int lastNonZero(String digits) {
        int at = digits.length() - 1;
        while (digits.charAt(at) == '0') {
            at--;
        }
        return at;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
