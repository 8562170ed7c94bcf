package io.herald.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.herald.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the strict reader with Jackson in its strictest configuration. What the reader accepts, Jackson accepts
 * and reads as the same value. What the reader rejects, Jackson rejects too, except for the listed cases.
 */
class JsonOracleTest {

    private static final int DOCUMENTS = 10_000;

    private static final JsonFactory JACKSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonLimits.MAX_DEPTH)
                    .maxNumberLength(JsonLimits.MAX_NUMBER_LENGTH)
                    .build())
            .build();

    /** A token of a value: a bracket, a decoded name or string, or a number as it is written. */
    private record Token(JsonToken type, String text) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void both_read_a_document_as_the_same_value(long seed) {
        JsonFuzzer fuzzer = new JsonFuzzer(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            compare(fuzzer.document());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void both_reject_a_corrupted_document_or_read_it_as_the_same_value(long seed) {
        JsonFuzzer fuzzer = new JsonFuzzer(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            compare(fuzzer.corrupted(fuzzer.document()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5})
    void both_reject_random_bytes_or_read_them_as_the_same_value(long seed) {
        JsonFuzzer fuzzer = new JsonFuzzer(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            compare(fuzzer.bytes(1 + i % 8));
        }
    }

    static Stream<Arguments> stricterCases() {
        return Stream.of(
                Arguments.of("overlong UTF-8", "\"\u00c0\u00af\"".getBytes(ISO_8859_1)),
                Arguments.of("an escaped lone surrogate", "\"\\ud800\"".getBytes(UTF_8)),
                Arguments.of("a byte order mark", "\ufeff1".getBytes(UTF_8)),
                Arguments.of("UTF-16", "[1]".getBytes(UTF_16LE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stricterCases")
    void jackson_accepts_what_the_strict_reader_rejects(String name, byte[] json) {
        assertNotNull(jackson(json));
        assertNull(strict(json));
        assertTrue(isStricterCase(json, jackson(json)));
    }

    @Test
    void both_have_the_same_limits_of_depth_and_number_length() {
        compare(("[".repeat(100) + "]".repeat(100)).getBytes(UTF_8));
        compare(("[".repeat(101) + "]".repeat(101)).getBytes(UTF_8));
        compare("1".repeat(1_000).getBytes(UTF_8));
        compare("1".repeat(1_001).getBytes(UTF_8));
    }

    private static void compare(byte[] json) {
        List<Token> expected = jackson(json);
        RawJson read = strict(json);
        if (read != null) {
            assertEquals(expected, jackson(read.toBytes()), () -> described(json));
            List<Token> tokens = new ArrayList<>();
            flatten(read, tokens);
            assertEquals(expected, tokens, () -> described(json));
        } else if (expected != null) {
            assertTrue(isStricterCase(json, expected), () -> "rejected: " + described(json));
        }
    }

    private static String described(byte[] json) {
        return new String(json, ISO_8859_1);
    }

    private static boolean isStricterCase(byte[] json, List<Token> tokens) {
        return !isUtf8(json) || isOtherEncoding(json) || tokens.stream().anyMatch(JsonOracleTest::hasLoneSurrogate);
    }

    private static boolean isUtf8(byte[] json) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
            return true;
        } catch (CharacterCodingException invalid) {
            return false;
        }
    }

    /** Jackson guesses UTF-16 and UTF-32 from zeros in the first four bytes or a byte order mark, and skips that of UTF-8. */
    private static boolean isOtherEncoding(byte[] json) {
        for (int i = 0; i < Math.min(4, json.length); i++) {
            if (json[i] == 0) {
                return true;
            }
        }
        return new String(json, UTF_8).startsWith("\ufeff");
    }

    private static boolean hasLoneSurrogate(Token token) {
        return !UTF_8.newEncoder().canEncode(token.text());
    }

    /** Returns null if the reader rejects the input. */
    private static @Nullable RawJson strict(byte[] json) {
        try {
            return StrictJson.read(json);
        } catch (ProblemException rejected) {
            return null;
        }
    }

    private static @Nullable List<Token> jackson(byte[] json) {
        List<Token> tokens = new ArrayList<>();
        try (JsonParser parser = JACKSON.createParser(json)) {
            int depth = 0;
            for (JsonToken type = parser.nextToken(); type != null; type = parser.nextToken()) {
                if (depth == 0 && !tokens.isEmpty()) {
                    return null;
                }
                depth += type.isStructStart() ? 1 : type.isStructEnd() ? -1 : 0;
                boolean isNumber = type.isNumeric();
                tokens.add(new Token(isNumber ? JsonToken.VALUE_NUMBER_FLOAT : type, parser.getText()));
            }
        } catch (IOException rejected) {
            return null;
        }
        return tokens.isEmpty() ? null : tokens;
    }

    /** Reads the value through the API that the service uses: kinds, items, members, decoded text. */
    private static void flatten(RawJson json, List<Token> tokens) {
        switch (json.kind()) {
            case OBJECT -> {
                tokens.add(new Token(JsonToken.START_OBJECT, "{"));
                json.members((name, value) -> {
                    tokens.add(new Token(JsonToken.FIELD_NAME, name));
                    flatten(value, tokens);
                });
                tokens.add(new Token(JsonToken.END_OBJECT, "}"));
            }
            case ARRAY -> {
                tokens.add(new Token(JsonToken.START_ARRAY, "["));
                json.items().forEach(item -> flatten(item, tokens));
                tokens.add(new Token(JsonToken.END_ARRAY, "]"));
            }
            case STRING -> tokens.add(new Token(JsonToken.VALUE_STRING, json.text()));
            case NUMBER -> tokens.add(new Token(JsonToken.VALUE_NUMBER_FLOAT, json.toJson()));
            case BOOLEAN -> {
                boolean isTrue = json.toJson().equals("true");
                tokens.add(new Token(isTrue ? JsonToken.VALUE_TRUE : JsonToken.VALUE_FALSE, json.toJson()));
            }
            case NULL -> tokens.add(new Token(JsonToken.VALUE_NULL, json.toJson()));
        }
    }
}
