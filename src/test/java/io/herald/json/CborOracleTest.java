package io.herald.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.herald.problem.ProblemException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the CBOR reader with Jackson in its strictest configuration. Jackson cannot replace the reader: its parser hides
 * input that must be rejected, and reads big numbers as other values.
 */
class CborOracleTest {

    private static final int DOCUMENTS = 10_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final CBORMapper JACKSON = CBORMapper.builder(CBORFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(JsonLimits.MAX_DEPTH)
                            .maxNumberLength(JsonLimits.MAX_NUMBER_LENGTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void both_read_a_document_as_the_same_value(long seed) {
        CborFuzzer fuzzer = new CborFuzzer(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            byte[] cbor = fuzzer.document();
            assertEquals(jackson(cbor), strict(cbor), () -> hex(cbor));
            assertNotNull(strict(cbor), () -> hex(cbor));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void a_corrupted_document_is_rejected_or_read_as_the_same_value(long seed) {
        CborFuzzer fuzzer = new CborFuzzer(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            byte[] cbor = fuzzer.corrupted(fuzzer.document());
            JsonNode read = strict(cbor);
            if (read != null && !mayContainTags(cbor)) {
                assertEquals(jackson(cbor), read, () -> hex(cbor));
            }
        }
    }

    /** Jackson's tokens no longer show that the input has no JSON equivalent. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "overlong UTF-8, 62c0af",
        "a surrogate, 63eda080",
        "a character above U+10FFFF, 64f4908080",
        "a character in two chunks, 7f61c361bcff",
        "an overlong name, a162c0af00",
        "a number as a name, a10102",
        "bytes as a name, a1414101",
        "a tagged name, a1c16161f6",
        "an unassigned simple value, f0",
        "a simple value of two bytes, f820"
    })
    void jackson_accepts_what_the_strict_reader_rejects(String name, String hex) {
        byte[] cbor = HexFormat.of().parseHex(hex);
        assertNotNull(jackson(cbor));
        assertNull(strict(cbor));
    }

    /** RFC 8949, 3.4.3: the bytes are unsigned, and a negative number is -1 minus them. */
    @ParameterizedTest
    @CsvSource({
        "c249ffffffffffffffffff, 4722366482869645213695",
        "c349010000000000000000, -18446744073709551617",
        "c349ffffffffffffffffff, -4722366482869645213696"
    })
    void jackson_reads_big_numbers_as_other_values(String hex, String number) {
        byte[] cbor = HexFormat.of().parseHex(hex);
        assertEquals(number, StrictJson.readCbor(cbor).toJson());
        assertNotEquals(strict(cbor), jackson(cbor));
    }

    @Test
    void jackson_rejects_a_tag_above_31_bits() {
        byte[] cbor = HexFormat.of().parseHex("db000000010000000000");
        assertEquals("0", StrictJson.readCbor(cbor).toJson());
        assertNull(jackson(cbor));
    }

    /** Jackson reads tagged numbers as other values. A byte that looks like a tag may also be part of a string. */
    private static boolean mayContainTags(byte[] cbor) {
        for (byte each : cbor) {
            if ((each & 0xE0) == 0xC0) {
                return true;
            }
        }
        return false;
    }

    /** Returns null if the reader rejects the input. */
    private static @Nullable JsonNode strict(byte[] cbor) {
        try {
            return tree(StrictJson.readCbor(cbor));
        } catch (ProblemException rejected) {
            return null;
        }
    }

    private static JsonNode tree(RawJson json) {
        return switch (json.kind()) {
            case OBJECT -> {
                var object = NODES.objectNode();
                json.members((name, value) -> object.set(name, tree(value)));
                yield object;
            }
            case ARRAY -> {
                var array = NODES.arrayNode();
                json.items().forEach(item -> array.add(tree(item)));
                yield array;
            }
            case STRING -> NODES.textNode(json.text());
            case NUMBER ->
                json.toJson().matches("-?[0-9]+")
                        ? NODES.numberNode(new BigInteger(json.toJson()))
                        : NODES.numberNode(Double.parseDouble(json.toJson()));
            case BOOLEAN -> NODES.booleanNode(json.toJson().equals("true"));
            case NULL -> NODES.nullNode();
        };
    }

    private static @Nullable JsonNode jackson(byte[] cbor) {
        try {
            JsonNode read = JACKSON.readTree(cbor);
            return read.isMissingNode() ? null : normalized(read);
        } catch (IOException rejected) {
            return null;
        }
    }

    /** Converts bytes to base64url text, and numbers to one type for integers and one for others. */
    private static JsonNode normalized(JsonNode value) throws IOException {
        if (value.isObject()) {
            var object = NODES.objectNode();
            for (var member : value.properties()) {
                object.set(member.getKey(), normalized(member.getValue()));
            }
            return object;
        }
        if (value.isArray()) {
            var array = NODES.arrayNode();
            for (JsonNode item : value) {
                array.add(normalized(item));
            }
            return array;
        }
        if (value.isBinary()) {
            return NODES.textNode(Base64.getUrlEncoder().withoutPadding().encodeToString(value.binaryValue()));
        }
        if (value.isIntegralNumber()) {
            return NODES.numberNode(value.bigIntegerValue());
        }
        return value.isNumber() ? NODES.numberNode(value.doubleValue()) : value;
    }

    private static String hex(byte[] cbor) {
        return HexFormat.of().formatHex(cbor);
    }
}
