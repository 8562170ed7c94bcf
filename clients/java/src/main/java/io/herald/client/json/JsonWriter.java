package io.herald.client.json;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Writes maps, iterables, text, numbers, booleans, times and null as JSON. */
public final class JsonWriter {

    private final StringBuilder json = new StringBuilder();

    private JsonWriter() {}

    /**
     * Returns the JSON of a value.
     *
     * @throws IllegalArgumentException if the value has no JSON
     */
    public static String write(Object value) {
        JsonWriter writer = new JsonWriter();
        writer.value(value);
        return writer.json.toString();
    }

    private void value(Object value) {
        if (value == null || value instanceof Boolean) {
            json.append(value);
        } else if (value instanceof JsonText given) {
            json.append(given.text());
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof Map<?, ?> members) {
            object(members);
        } else if (value instanceof Iterable<?> items) {
            array(items);
        } else if (value instanceof CharSequence || value instanceof Instant || value instanceof Duration) {
            string(value.toString());
        } else {
            throw new IllegalArgumentException(
                    "cannot be written as JSON: " + value.getClass().getName());
        }
    }

    private void number(Number number) {
        if (number instanceof Double d && !Double.isFinite(d) || number instanceof Float f && !Float.isFinite(f)) {
            throw new IllegalArgumentException("JSON has no " + number);
        }
        json.append(number);
    }

    private void object(Map<?, ?> members) {
        json.append('{');
        String separator = "";
        for (Map.Entry<?, ?> member : members.entrySet()) {
            json.append(separator);
            string(String.valueOf(member.getKey()));
            json.append(':');
            value(member.getValue());
            separator = ",";
        }
        json.append('}');
    }

    private void array(Iterable<?> items) {
        json.append('[');
        String separator = "";
        for (Object item : items) {
            json.append(separator);
            value(item);
            separator = ",";
        }
        json.append(']');
    }

    private void string(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
