package io.herald.problem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void a_problem_is_an_rfc_9457_document_with_every_violation() {
        var problem = Problem.invalid(List.of(new Violation("to", "is required"), new Violation("a\"b", "is unknown")));
        assertEquals(
                "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":\"The request has"
                        + " invalid fields.\",\"violations\":[{\"field\":\"to\",\"message\":\"is"
                        + " required\"},{\"field\":\"a\\\"b\",\"message\":\"is unknown\"}]}",
                new String(problem.json(), UTF_8));
        assertEquals("to: is required", problem.message());
    }

    @Test
    void the_retry_time_is_rounded_up() {
        assertEquals("2", Problem.unavailable("x", Duration.ofMillis(1_001)).retryAfterSeconds());
        assertEquals("1", Problem.rateLimited(Duration.ZERO).retryAfterSeconds());
    }

    @Test
    void a_problem_has_a_code_for_transports_without_a_status() {
        assertEquals(
                "unavailable",
                Problem.unavailable("x", Duration.ofSeconds(1)).code().code());
        assertEquals(
                "rate_limited",
                Problem.rateLimited(Duration.ofSeconds(1)).code().code());
        assertEquals("too_large", Problem.tooLarge("x").code().code());
        assertEquals("not_found", Problem.notFound().code().code());
        assertEquals("conflict", Problem.conflict("x").code().code());
        assertEquals("forbidden", Problem.forbidden("x").code().code());
        assertEquals("invalid", Problem.malformed("x").code().code());
    }
}
