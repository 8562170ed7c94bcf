package io.herald.delivery;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An event as a client receives it.
 *
 * @param json exactly as it was received; for CBOR, the same value in JSON
 */
record ReceivedEnvelope(String json, JsonNode tree) {

    String text(String member) {
        return tree.path(member).asText();
    }

    boolean has(String member) {
        return tree.has(member);
    }

    JsonNode data() {
        return tree.get("data");
    }

    @Override
    public String toString() {
        return json;
    }
}
