package io.herald.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A checked JSON value as its compact bytes: numbers and strings spelled as they were sent, no space between the tokens but the mark of {@link JsonStrings} (so no line
 * break either, and it can go into a line-based protocol as it is). A slice: values inside one body share its array, nothing is copied
 * until it is written somewhere.
 *
 * <p>Equal by its spelling, whether or not it came as bytes; {@link #fingerprint()} is the equality of JSON values.
 */
public final class RawJson {
    private final byte[] bytes;
    private final int from;
    private final int to;

    RawJson(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    public JsonKind kind() {
        return JsonKind.ofFirstByte(bytes[from]);
    }

    public boolean isNull() {
        return bytes[from] == 'n';
    }

    /** Whether it came as bytes: a string to those who read JSON, and bytes again to those who read CBOR. */
    boolean isBytes() {
        return bytes[to - 1] == JsonStrings.BYTES;
    }

    /** In bytes, compact. */
    public int length() {
        return to - from;
    }

    public byte[] toBytes() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Writes the value into {@code target} at {@code at} and returns the position after it. */
    public int copyTo(byte[] target, int at) {
        System.arraycopy(bytes, from, target, at, length());
        return at + length();
    }

    void putInto(JsonBuffer jsonBuffer) {
        jsonBuffer.put(bytes, from, length());
    }

    /** The characters of a string; of any other kind its spelling. */
    public String text() {
        return bytes[from] == '"' ? JsonStrings.decode(bytes, from, end()) : spelling();
    }

    /** The value as JSON text. */
    public String spelling() {
        return new String(bytes, from, length(), UTF_8);
    }

    /** The values of an array in their order; only for {@link JsonKind#ARRAY}. */
    public List<RawJson> items() {
        require(JsonKind.ARRAY);
        List<RawJson> items = new ArrayList<>();
        JsonWalker.items(bytes, from, to, items::add);
        return items;
    }

    /** The members of an object in their order, names with their escapes resolved; only for {@link JsonKind#OBJECT}. */
    public void members(BiConsumer<String, RawJson> each) {
        require(JsonKind.OBJECT);
        JsonWalker.members(bytes, from, to, each);
    }

    /** SHA-256 over the canonical form: the same for two spellings of the same value, whatever order, escapes and number forms they use. */
    public byte[] fingerprint() {
        return CanonicalJson.fingerprint(this);
    }

    /** A string or number as the one that stands for all that are equal to it; anything else as it is. */
    public RawJson canonical() {
        return CanonicalJson.of(this);
    }

    boolean hasEscapes() {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\\') {
                return true;
            }
        }
        return false;
    }

    private int end() {
        return isBytes() ? to - 1 : to;
    }

    private void require(JsonKind kind) {
        if (kind() != kind) {
            throw new IllegalStateException("not " + kind.said());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawJson that && Arrays.equals(bytes, from, end(), that.bytes, that.from, that.end());
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = from; i < end(); i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** The size only: payloads must not reach a log by way of a message. */
    @Override
    public String toString() {
        return "RawJson[" + length() + " bytes]";
    }
}
