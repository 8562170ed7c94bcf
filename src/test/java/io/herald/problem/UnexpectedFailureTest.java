package io.herald.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.CapturedLog;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnexpectedFailureTest {

    /** The parser of HTTP/1.1 rejects such requests, but HTTP/2 does not validate them. */
    @Test
    void the_request_is_logged_in_one_line_without_control_characters() {
        try (CapturedLog log = CapturedLog.of("io.herald.problem")) {
            UnexpectedFailure.log(
                    new IllegalStateException(), "GE\nT", "/a\r\nforged\u001b[2K\u0085\u2028" + "x".repeat(500));
            assertEquals(1, log.lines().size());
            String line = log.lines().get(0);
            assertTrue(line.contains(" method=GE?T path=/a??forged?[2K??x"), line);
            assertEquals(
                    List.of(),
                    line.chars().filter(c -> c < ' ' || c > '~').boxed().toList());
            assertTrue(line.length() < 300, line);
        }
    }
}
