package io.herald.json;

/** The limits of the values that clients send, in JSON and in CBOR. */
final class JsonLimits {
    static final int MAX_DEPTH = 100;

    /** Longer numbers have no practical use. Without a bound, a number could cost unbounded time in later computations. */
    static final int MAX_NUMBER_LENGTH = 1_000;

    private JsonLimits() {}
}
