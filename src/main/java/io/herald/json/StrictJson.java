package io.herald.json;

/**
 * Reads all JSON and CBOR from clients. The result is valid (RFC 8259), has no duplicate keys, no lone surrogates and no invalid
 * UTF-8, and is at most {@value JsonLimits#MAX_DEPTH} levels deep. It is compact: no byte stands between tokens except the mark for bytes
 * ({@link JsonStrings}).
 *
 * <p>It does not use a general parser. Those accept input that must be rejected (overlong UTF-8, lone surrogates, UTF-16 bodies)
 * and do not preserve the notation of numbers and escapes.
 *
 * <p>The methods that read throw {@link io.herald.problem.ProblemException} (400) and nothing else. They never block and do not
 * modify the given bytes.
 */
public final class StrictJson {
    private StrictJson() {}

    public static RawJson read(byte[] json) {
        return new JsonScanner(json).scan();
    }

    /**
     * Wraps bytes that were validated and compacted earlier and have since been stored by Herald. Neither validates nor copies
     * them.
     */
    public static RawJson trusted(byte[] bytes, int from, int to) {
        return new RawJson(bytes, from, to);
    }

    /**
     * Converts CBOR (RFC 8949) to JSON. Byte strings become base64url, which {@link CborEncoder} converts back to bytes. Big
     * numbers become decimal; tags are dropped.
     */
    public static RawJson readCbor(byte[] cbor) {
        return new CborScanner(cbor).scan();
    }
}
