package io.herald.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JsonWriterTest {
    @Test
    void the_writer_writes_strict_json_and_omits_null() {
        RawJson data = StrictJson.read("{ \"n\" : 1.0 }".getBytes(UTF_8));
        byte[] written = new JsonWriter()
                .object()
                .field("text", "a\"\\\n\u0001é😀")
                .field("none", (String) null)
                .field("number", 7)
                .name("list")
                .array()
                .value("x")
                .object()
                .endObject()
                .value(true)
                .endArray()
                .field("data", data)
                .endObject()
                .toBytes();
        assertEquals(
                "{\"text\":\"a\\\"\\\\\\n\\u0001é😀\",\"number\":7,\"list\":[\"x\",{},true],\"data\":{\"n\":1.0}}",
                new String(written, UTF_8));
        assertEquals(new String(written, UTF_8), StrictJson.read(written).toJson());
    }
}
