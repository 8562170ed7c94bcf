package io.herald.json;

import org.jspecify.annotations.Nullable;

/**
 * Writes compact JSON without an object mapper. Omits null members and inserts commas. The caller is responsible for correct
 * nesting, which is not checked.
 */
public final class JsonWriter {
    private final JsonBuffer out;
    private boolean comma;

    public JsonWriter() {
        this(128);
    }

    public JsonWriter(int expectedLength) {
        out = new JsonBuffer(expectedLength);
    }

    public JsonWriter object() {
        return open('{');
    }

    public JsonWriter endObject() {
        return close('}');
    }

    public JsonWriter array() {
        return open('[');
    }

    public JsonWriter endArray() {
        return close(']');
    }

    public JsonWriter name(String name) {
        separate();
        out.quoted(name);
        out.put(':');
        comma = false;
        return this;
    }

    public JsonWriter value(String text) {
        separate();
        out.quoted(text);
        return this;
    }

    public JsonWriter value(long number) {
        separate();
        out.ascii(Long.toString(number));
        return this;
    }

    public JsonWriter value(boolean flag) {
        separate();
        out.ascii(flag ? "true" : "false");
        return this;
    }

    public JsonWriter value(RawJson raw) {
        separate();
        raw.putInto(out);
        return this;
    }

    public JsonWriter field(String name, @Nullable String text) {
        return text == null ? this : name(name).value(text);
    }

    public JsonWriter field(String name, long number) {
        return name(name).value(number);
    }

    public JsonWriter field(String name, boolean flag) {
        return name(name).value(flag);
    }

    public JsonWriter field(String name, @Nullable RawJson raw) {
        return raw == null ? this : name(name).value(raw);
    }

    public RawJson raw() {
        return out.raw();
    }

    public byte[] toBytes() {
        return out.raw().toBytes();
    }

    private JsonWriter open(char bracket) {
        separate();
        out.put(bracket);
        comma = false;
        return this;
    }

    private JsonWriter close(char bracket) {
        out.put(bracket);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            out.put(',');
        }
        comma = true;
    }
}
