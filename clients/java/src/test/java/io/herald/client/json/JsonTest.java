package io.herald.client.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void reads_every_kind_of_value() {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("text", "a\"\\/\b\f\n\r\té😀");
        expected.put(
                "numbers",
                List.of(
                        0L,
                        -12L,
                        new BigDecimal("1.50"),
                        new BigDecimal("1e3"),
                        new BigDecimal("12345678901234567890")));
        expected.put("rest", Arrays.asList(true, false, null, Map.of(), List.of()));
        assertEquals(
                expected,
                JsonReader.read(
                        " {\"text\" : \"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\",\n\"numbers\":[0,-12,1.50,1e3,12345678901234567890],"
                                + "\"rest\":[true,false,null,{ },[ ]]}\t"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\" 1}",
                "01",
                "1.",
                "+1",
                ".5",
                "1e",
                "NaN",
                "tru",
                "nulll",
                "\"",
                "\"\n\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "1 2",
                "[1 2]",
                "'a'",
                "-"
            })
    void refuses_what_is_not_json(String text) {
        assertThrows(IllegalArgumentException.class, () -> JsonReader.read(text));
    }

    @Test
    void refuses_deep_nesting_instead_of_overflowing_the_stack() {
        assertThrows(IllegalArgumentException.class, () -> JsonReader.read("[".repeat(100_000)));
        JsonReader.read("[".repeat(150) + "]".repeat(150));
    }

    @Test
    void members_keep_their_spelling() {
        assertEquals(
                Map.of("a", "1.50", "b", "{ \"c\":\"\\u00e9\" }", "d", "[]"),
                JsonReader.members("{\"a\": 1.50 ,\"b\":{ \"c\":\"\\u00e9\" },\"d\":[]}"));
    }

    @Test
    void what_is_written_is_read_as_the_same_value() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "\"\\\u0000\u001f\u007f\u2028é😀/");
        value.put("items", Arrays.asList(1L, new BigDecimal("0.1"), true, null, List.of(), Map.of("x", "y")));
        assertEquals(value, JsonReader.read(JsonWriter.write(value)));
    }

    @Test
    void refuses_values_without_json() {
        assertThrows(IllegalArgumentException.class, () -> JsonWriter.write(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> JsonWriter.write(Float.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> JsonWriter.write(new Object()));
        assertThrows(IllegalArgumentException.class, () -> new JsonText("{"));
    }
}
