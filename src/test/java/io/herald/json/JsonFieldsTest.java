package io.herald.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonFieldsTest {
    @Test
    void all_violations_are_reported_at_once() {
        var jsonFields = of(
                "{\"title\":7,\"body\":\"" + "x".repeat(11)
                        + "\",\"kind\":\"odd\",\"to\":{\"users\":[\"a\",1,\"\"],\"rom\":1},\"wait\":\"30s\",\"n\":1.5,\"typo\":null}");
        jsonFields.requiredText("title", 10);
        jsonFields.text("body", 10);
        jsonFields.oneOf("kind", List.of("even"));
        jsonFields.duration("wait");
        jsonFields.number("n", 0, 0, 9);
        jsonFields.requiredText("type", 10);
        var to = jsonFields.object("to");
        assertNotNull(to);
        assertEquals(List.of("a"), to.list("users", 10, JsonFieldsTest::notEmpty));
        Problem problem =
                assertThrows(ProblemException.class, jsonFields::throwIfInvalid).problem();
        assertEquals(
                List.of(
                        "title: must be a string",
                        "body: must have at most 10 characters",
                        "kind: must be one of even",
                        "wait: must be an ISO-8601 duration such as PT30S",
                        "n: must be a whole number from 0 to 9",
                        "type: is required",
                        "to.users[1]: must be a string",
                        "to.users[2]: must not be empty",
                        "typo: is unknown",
                        "to.rom: is unknown"),
                problem.violations().stream()
                        .map(v -> v.field() + ": " + v.message())
                        .toList());
    }

    @Test
    void null_is_the_same_as_absent() {
        var jsonFields = of("{\"null\":null,\"empty\":\"\"}");
        assertFalse(jsonFields.has("null"));
        assertFalse(jsonFields.has("absent"));
        assertTrue(jsonFields.has("empty"));
    }

    @Test
    void valid_fields_are_read() {
        var jsonFields = of(
                "{\"t\":\"\\u0041\",\"f\":true,\"n\":12,\"d\":\"PT1M\",\"i\":\"2026-11-20T16:00:00+01:00\",\"raw\":{\"x\":1.0},\"null\":null}");
        assertEquals("A", jsonFields.requiredText("t", 1));
        assertEquals(true, jsonFields.flag("f", false));
        assertEquals(12, jsonFields.number("n", 0, 0, 100));
        assertEquals(Duration.ofMinutes(1), jsonFields.duration("d"));
        assertEquals(Instant.parse("2026-11-20T15:00:00Z"), jsonFields.instant("i"));
        assertEquals("{\"x\":1.0}", jsonFields.requiredRaw("raw").toJson());
        assertNull(jsonFields.text("null", 3));
        jsonFields.throwIfInvalid();
    }

    @Test
    void a_time_has_a_year_of_four_digits() {
        for (String time : List.of(
                "-999999999-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "+10000-01-01T00:00:00Z", "2026-11-20")) {
            var jsonFields = of("{\"i\":\"" + time + "\"}");
            assertNull(jsonFields.instant("i"), time);
            assertFalse(jsonFields.isValid(), time);
        }
        assertEquals(
                Instant.parse("9999-12-31T23:59:59Z"),
                of("{\"i\":\"9999-12-31T23:59:59Z\"}").instant("i"));
    }

    @Test
    void null_is_absent_and_not_unknown() {
        var jsonFields = of("{\"null\":null,\"typed\":0}");
        assertEquals(false, jsonFields.has("null"));
        assertEquals(false, jsonFields.has("absent"));
        assertEquals(true, jsonFields.has("typed"));
        jsonFields.raw("typed");
        jsonFields.throwIfInvalid();
    }

    @Test
    void a_supplementary_character_counts_once_and_u0000_is_refused() {
        var jsonFields = of("{\"smile\":\"😀😀\",\"nul\":\"a\\u0000\"}");
        assertEquals("😀😀", jsonFields.text("smile", 2));
        assertNull(jsonFields.text("nul", 9));
        assertEquals(
                "nul: must not contain U+0000",
                assertThrows(ProblemException.class, jsonFields::throwIfInvalid).getMessage());
    }

    @Test
    void the_number_of_reported_violations_is_bounded() {
        var json = new StringBuilder("{");
        for (int i = 0; i < 10_000; i++) {
            json.append('"').append("k".repeat(300)).append(i).append("\":1,");
        }
        var jsonFields = of(json + "\"z\":1}");
        Problem problem =
                assertThrows(ProblemException.class, jsonFields::throwIfInvalid).problem();
        assertEquals(100, problem.violations().size());
        assertEquals(81, problem.violations().get(0).field().length());
    }

    @Test
    void a_body_other_than_an_object_is_malformed() {
        assertThrows(ProblemException.class, () -> of("[1]"));
    }

    private static String notEmpty(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("must not be empty");
        }
        return text;
    }

    private static JsonFields of(String json) {
        return JsonFields.of(StrictJson.read(json.getBytes(UTF_8)));
    }
}
