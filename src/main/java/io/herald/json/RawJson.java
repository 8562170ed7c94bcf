package io.herald.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A validated JSON value in compact form. Numbers and strings keep the notation of the client. There is no space between tokens
 * except the mark of {@link JsonStrings}, and no line break, so line-based protocols can carry the value unchanged. An instance
 * is a slice: all values of a body share its array, and bytes are copied only when they are written.
 *
 * <p>Two instances are equal if they have the same JSON text, whether or not they encode bytes. To compare JSON values
 * independently of their notation, use {@link #fingerprint()}.
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

    /** Returns whether the value was sent as CBOR bytes. JSON clients receive it as a string, CBOR clients as bytes. */
    boolean isBytes() {
        return bytes[to - 1] == JsonStrings.BYTES;
    }

    /** Returns the length of the compact form in bytes. */
    public int length() {
        return to - from;
    }

    public byte[] toBytes() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    void putInto(JsonBuffer jsonBuffer) {
        jsonBuffer.put(bytes, from, length());
    }

    /** Returns the characters of a string with escapes resolved, or the JSON text of a value of any other kind. */
    public String text() {
        return bytes[from] == '"' ? JsonStrings.decode(bytes, from, end()) : toJson();
    }

    /** Returns the value as JSON text. */
    public String toJson() {
        return new String(bytes, from, length(), UTF_8);
    }

    /** Returns the items of an array in order. The value must be an {@link JsonKind#ARRAY}. */
    public List<RawJson> items() {
        require(JsonKind.ARRAY);
        List<RawJson> items = new ArrayList<>();
        JsonWalker.items(bytes, from, to, items::add);
        return items;
    }

    /** Visits the members of an object in order, names with escapes resolved. The value must be an {@link JsonKind#OBJECT}. */
    public void members(BiConsumer<String, RawJson> each) {
        require(JsonKind.OBJECT);
        JsonWalker.members(bytes, from, to, each);
    }

    /** Returns the SHA-256 of the canonical form, which does not depend on spacing, member order, escapes or number notation. */
    public byte[] fingerprint() {
        return CanonicalJson.fingerprint(this);
    }

    /** Returns the canonical form of a string or number, and any other value unchanged. */
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
            throw new IllegalStateException("not " + kind.description());
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

    /** Returns only the size, so that payloads do not reach a log through a message. */
    @Override
    public String toString() {
        return "RawJson[" + length() + " bytes]";
    }
}
