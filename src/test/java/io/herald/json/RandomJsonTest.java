package io.herald.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.herald.problem.ProblemException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Checks random documents and random bytes. The seed is fixed, so a failure is reproducible. */
class RandomJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Random random = new Random(20261120);

    @Test
    void a_document_keeps_its_value_and_fingerprint_in_every_layout() throws IOException {
        for (int i = 0; i < 3_000; i++) {
            JsonNode value = value(5);
            byte[] compact = JSON.writeValueAsBytes(value);
            RawJson read = StrictJson.read(compact);
            assertArrayEquals(compact, read.toBytes());
            RawJson pretty =
                    StrictJson.read(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(value));
            assertEquals(read, pretty);
            RawJson shuffled = StrictJson.read(JSON.writeValueAsBytes(reversed(value)));
            assertArrayEquals(read.fingerprint(), shuffled.fingerprint());
        }
    }

    @Test
    void a_document_has_the_same_fingerprint_in_cbor() throws IOException {
        var cbor = new CBORMapper();
        for (int i = 0; i < 3_000; i++) {
            JsonNode value = value(5);
            assertArrayEquals(
                    StrictJson.read(JSON.writeValueAsBytes(value)).fingerprint(),
                    StrictJson.readCbor(cbor.writeValueAsBytes(value)).fingerprint());
        }
    }

    @Test
    void random_bytes_read_as_cbor_are_refused_or_become_strict_json() {
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(24)];
            random.nextBytes(bytes);
            RawJson read;
            try {
                read = StrictJson.readCbor(bytes);
            } catch (ProblemException rejected) {
                continue;
            } catch (RuntimeException unexpected) {
                fail("bytes " + HexFormat.of().formatHex(bytes), unexpected);
                return;
            }
            assertArrayEquals(
                    read.fingerprint(), StrictJson.read(read.toBytes()).fingerprint());
            RawJson decoded = StrictJson.readCbor(CborEncoder.encode(read));
            assertEquals(
                    HexFormat.of().formatHex(CborEncoder.encode(read)),
                    HexFormat.of().formatHex(CborEncoder.encode(decoded)));
        }
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 8)) {
            case 0 -> JSON.getNodeFactory().nullNode();
            case 1 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
            case 2 -> JSON.getNodeFactory().numberNode(random.nextLong() >> random.nextInt(64));
            case 3 -> JSON.getNodeFactory().numberNode(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
            case 4 -> JSON.getNodeFactory().textNode(text());
            case 5 -> array(depth - 1);
            default -> object(depth - 1);
        };
    }

    private ArrayNode array(int depth) {
        ArrayNode array = JSON.createArrayNode();
        for (int left = random.nextInt(5); left > 0; left--) {
            array.add(value(depth));
        }
        return array;
    }

    private ObjectNode object(int depth) {
        ObjectNode object = JSON.createObjectNode();
        for (int left = random.nextInt(20); left > 0; left -= 2) {
            object.set(text(), value(depth));
        }
        return object;
    }

    private String text() {
        var text = new StringBuilder();
        for (int left = random.nextInt(12); left > 0; left--) {
            int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x11_0000);
            text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? 0xFFFD : point);
        }
        return text.toString();
    }

    private JsonNode reversed(JsonNode value) {
        if (!(value instanceof ObjectNode object)) {
            return value;
        }
        ObjectNode reversed = JSON.createObjectNode();
        object.properties().stream()
                .sorted((first, second) -> second.getKey().compareTo(first.getKey()))
                .forEach(member -> reversed.set(member.getKey(), reversed(member.getValue())));
        return reversed;
    }
}
