package io.herald.client.json;

/** A JSON value as text, which {@link JsonWriter} writes as it is. */
public record JsonText(String text) {

    /**
     * Creates the value.
     *
     * @throws IllegalArgumentException if the text is not JSON
     */
    public JsonText {
        JsonReader.read(text);
    }
}
