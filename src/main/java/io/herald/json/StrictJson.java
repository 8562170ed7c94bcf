package io.herald.json;

/**
 * The one door for JSON and CBOR from outside. What comes through it is valid (RFC 8259), has no duplicate keys, no lone surrogates and
 * no invalid UTF-8, is at most {@value #MAX_DEPTH} levels deep, and is compact: no byte between the tokens but the mark of bytes ({@link JsonStrings}).
 *
 * <p>Written by hand and not over a general parser, because those take what we must refuse (overlong UTF-8, lone surrogates, UTF-16
 * bodies) and respell what we must keep (numbers and escapes as sent).
 *
 * <p>All methods throw {@link io.herald.problem.ProblemException} (400) and nothing else, never block, and leave the given bytes alone.
 */
public final class StrictJson {
    public static final int MAX_DEPTH = 100;

    /** No number that a program can use is longer; without a bound a number is work for whoever computes with it. */
    static final int MAX_NUMBER_LENGTH = 1_000;

    private StrictJson() {}

    public static RawJson read(byte[] json) {
        return new JsonScanner(json, 0, json.length).scan();
    }

    /** What came through this door before, and was kept by us since: it is not looked at again. */
    public static RawJson trusted(byte[] bytes, int from, int to) {
        return new RawJson(bytes, from, to);
    }

    public static RawJson read(byte[] bytes, int from, int length) {
        return new JsonScanner(bytes, from, from + length).scan();
    }

    /**
     * CBOR (RFC 8949) as the JSON that it stands for: byte strings as base64url, of which {@link CborEncoder} makes bytes again, big numbers
     * in decimal, tags dropped.
     */
    public static RawJson readCbor(byte[] cbor) {
        return readCbor(cbor, 0, cbor.length);
    }

    public static RawJson readCbor(byte[] bytes, int from, int length) {
        return new CborScanner(bytes, from, from + length).scan();
    }
}
