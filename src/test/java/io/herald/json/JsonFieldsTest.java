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
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonFieldsTest {
    @Test
    void every_wrong_field_is_told_at_once() {
        var fields = of(
                "{\"title\":7,\"body\":\"" + "x".repeat(11)
                        + "\",\"kind\":\"odd\",\"to\":{\"users\":[\"a\",1,\"\"],\"rom\":1},\"wait\":\"30s\",\"n\":1.5,\"typo\":null}");
        fields.requiredText("title", 10);
        fields.text("body", 10);
        fields.oneOf("kind", Set.of("even"));
        fields.duration("wait");
        fields.number("n", 0, 0, 9);
        fields.requiredText("type", 10);
        var to = fields.object("to");
        assertNotNull(to);
        assertEquals(List.of("a"), to.list("users", 10, JsonFieldsTest::notEmpty));
        Problem problem = assertThrows(ProblemException.class, fields::finish).problem();
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
        var fields = of("{\"null\":null,\"empty\":\"\"}");
        assertFalse(fields.has("null"));
        assertFalse(fields.has("absent"));
        assertTrue(fields.has("empty"));
    }

    @Test
    void what_is_right_is_read() {
        var fields = of(
                "{\"t\":\"\\u0041\",\"f\":true,\"n\":12,\"d\":\"PT1M\",\"i\":\"2026-11-20T16:00:00+01:00\",\"raw\":{\"x\":1.0},\"null\":null}");
        assertEquals("A", fields.requiredText("t", 1));
        assertEquals(true, fields.flag("f", false));
        assertEquals(12, fields.number("n", 0, 0, 100));
        assertEquals(Duration.ofMinutes(1), fields.duration("d"));
        assertEquals(Instant.parse("2026-11-20T15:00:00Z"), fields.instant("i"));
        assertEquals("{\"x\":1.0}", fields.requiredRaw("raw").spelling());
        assertNull(fields.text("null", 3));
        fields.finish();
    }

    @Test
    void a_time_has_a_year_of_four_digits() {
        for (String time : List.of(
                "-999999999-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "+10000-01-01T00:00:00Z", "2026-11-20")) {
            var fields = of("{\"i\":\"" + time + "\"}");
            assertNull(fields.instant("i"), time);
            assertFalse(fields.isFine(), time);
        }
        assertEquals(
                Instant.parse("9999-12-31T23:59:59Z"),
                of("{\"i\":\"9999-12-31T23:59:59Z\"}").instant("i"));
    }

    @Test
    void null_is_not_there() {
        var fields = of("{\"null\":null,\"typed\":0}");
        assertEquals(false, fields.has("null"));
        assertEquals(false, fields.has("absent"));
        assertEquals(true, fields.has("typed"));
        fields.raw("typed");
        fields.finish();
    }

    @Test
    void a_character_beyond_the_basic_plane_counts_once_and_u0000_is_refused() {
        var fields = of("{\"smile\":\"😀😀\",\"nul\":\"a\\u0000\"}");
        assertEquals("😀😀", fields.text("smile", 2));
        assertNull(fields.text("nul", 9));
        assertEquals(
                "nul: must not contain U+0000",
                assertThrows(ProblemException.class, fields::finish).getMessage());
    }

    @Test
    void the_answer_does_not_grow_with_the_damage() {
        var json = new StringBuilder("{");
        for (int i = 0; i < 10_000; i++) {
            json.append('"').append("k".repeat(300)).append(i).append("\":1,");
        }
        var fields = of(json + "\"z\":1}");
        Problem problem = assertThrows(ProblemException.class, fields::finish).problem();
        assertEquals(100, problem.violations().size());
        assertEquals(81, problem.violations().get(0).field().length());
    }

    @Test
    void a_body_that_is_no_object_is_malformed() {
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
