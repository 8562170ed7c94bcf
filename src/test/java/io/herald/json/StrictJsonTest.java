package io.herald.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0",
                "1e0",
                "-0",
                "1E+400",
                "0.10",
                "12345678901234567890123",
                "\"\\u0041\\/\"",
                "\"é😀\"",
                "[1,[],{}]",
                "{\"a\":{\"b\":null},\"\":true}",
                "\"\\ud83d\\ude00\"",
                "false"
            })
    void compact_json_is_kept_byte_for_byte(String json) {
        assertEquals(json, read(json).toJson());
    }

    @Test
    void white_space_between_tokens_is_removed_and_in_strings_kept() {
        assertEquals(
                "{\"a b\":[1,2.50,\" x \\n\"],\"c\":{}}",
                read(" \r\n{ \"a b\" :\t[ 1 , 2.50 , \" x \\n\" ] , \"c\" : { } } \n")
                        .toJson());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "NaN",
                "Infinity",
                "-Infinity",
                "+1",
                "01",
                "-",
                "1.",
                ".5",
                "1e",
                "1e+",
                "0x10",
                "tru",
                "nul",
                "True",
                "{",
                "[",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\" 1}",
                "[1 2]",
                "1 2",
                "{} {}",
                "\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u+123\"",
                "\"\t\"",
                "\"a\nb\"",
                "// c\n1",
                "[1]]",
                "\u00a01",
                "\ufeff1",
                "\"\\",
                "\"\\u00e"
            })
    void any_deviation_from_json_is_malformed(String json) {
        assertMalformed(json.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800x\"",
                "\"\\ud800\\u0041\"",
                "\"\\udc00\\ud800\"",
                "{\"\\ud800\":1}",
                "\"\\ud800\\n\""
            })
    void a_lone_surrogate_is_malformed(String json) {
        assertMalformed(json.getBytes(UTF_8));
    }

    /** Each char is one byte: overlong, surrogate, above U+10FFFF, truncated, stray continuation. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00c0\u00af",
                "\u00e0\u0080\u00af",
                "\u00ed\u00a0\u0080",
                "\u00f4\u0090\u0080\u0080",
                "\u00f5\u0080\u0080\u0080",
                "\u00c3",
                "\u00e2\u0082",
                "\u00f0\u009f\u0098",
                "\u0080",
                "\u00ff",
                "\u00f0\u0080\u0080\u0080"
            })
    void invalid_utf8_is_malformed(String bytes) {
        assertMalformed(("\"" + bytes + "\"").getBytes(ISO_8859_1));
        assertMalformed(("{\"" + bytes + "\":1}").getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "[{\"b\":{\"é\":1,\"\\u00e9\":2}}]"})
    void a_duplicate_name_is_malformed_in_every_spelling(String json) {
        assertMalformed(json.getBytes(UTF_8));
    }

    @Test
    void a_duplicate_name_is_found_among_thousands() {
        var json = new StringBuilder("{");
        for (int i = 0; i < 5_000; i++) {
            json.append("\"k").append(i).append("\":").append(i).append(',');
        }
        read(json + "\"z\":0}");
        assertMalformed((json + "\"k4321\":0}").getBytes(UTF_8));
    }

    @Test
    void more_than_a_hundred_levels_are_malformed() {
        read("[".repeat(100) + "]".repeat(100));
        read("{\"a\":".repeat(100) + "1" + "}".repeat(100));
        assertMalformed(("[".repeat(101) + "]".repeat(101)).getBytes(UTF_8));
        assertMalformed("[".repeat(1_000_000).getBytes(UTF_8));
    }

    @Test
    void a_number_beyond_the_maximum_length_is_malformed() {
        read("1".repeat(1_000));
        assertMalformed("1".repeat(1_001).getBytes(UTF_8));
    }

    @Test
    void the_problem_names_the_position_and_no_content() {
        var failure = assertThrows(ProblemException.class, () -> read("{\"secret\":hidden}"));
        assertEquals(400, failure.problem().status());
        assertEquals(
                "Malformed JSON at byte 10: expected a value or a digit.",
                failure.problem().detail());
    }

    @Test
    void members_have_decoded_names_and_items_are_slices() {
        var found = new StringBuilder();
        read("{\"\\u0061\":[1,\"],\\\"\",{\"x\":[]}],\"b\":\"}\"}")
                .members((name, value) ->
                        found.append(name).append('=').append(value.toJson()).append(' '));
        assertEquals("a=[1,\"],\\\"\",{\"x\":[]}] b=\"}\" ", found.toString());
        assertEquals(3, read("[1,\"],\\\"\",{\"x\":[]}]").items().size());
        assertEquals(
                "a\"/\n\u0041😀", read("\"a\\\"\\/\\n\\u0041\\ud83d\\ude00\"").text());
    }

    @Test
    void to_string_does_not_reveal_the_content() {
        assertFalse(read("\"secret\"").toString().contains("secret"));
        assertTrue(read("[1]").equals(read("[ 1 ]")));
    }

    private static RawJson read(String json) {
        return StrictJson.read(json.getBytes(UTF_8));
    }

    private static void assertMalformed(byte[] json) {
        var failure = assertThrows(ProblemException.class, () -> StrictJson.read(json));
        assertEquals(400, failure.problem().status());
    }
}
