package io.herald.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.CapturedLog;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

class FailureLoggerTest {

    private static final String CATEGORY = FailureLoggerTest.class.getName();

    private long now;
    private final FailureLogger failures = new FailureLogger(Logger.getLogger(CATEGORY), () -> now);

    @Test
    void ten_thousand_failures_of_one_kind_write_five_lines() {
        try (CapturedLog log = CapturedLog.of(CATEGORY)) {
            for (int i = 0; i <= 10_000; i++) {
                failures.failed("a.failed", new IllegalStateException());
            }
            assertEquals(
                    List.of(
                            "ERROR a.failed repeatsBefore=0",
                            "ERROR a.failed repeats=10 reason=java.lang.IllegalStateException",
                            "ERROR a.failed repeats=100 reason=java.lang.IllegalStateException",
                            "ERROR a.failed repeats=1000 reason=java.lang.IllegalStateException",
                            "ERROR a.failed repeats=10000 reason=java.lang.IllegalStateException"),
                    log.lines());
        }
    }

    @Test
    void another_kind_is_logged_at_once() {
        try (CapturedLog log = CapturedLog.of(CATEGORY)) {
            failures.failed("a.failed", new IllegalStateException());
            failures.failed("a.failed", new AssertionError());
            failures.failed("b.failed", new AssertionError());
            assertEquals(3, log.lines().size());
        }
    }

    @Test
    void the_first_line_of_a_period_has_the_count_of_the_last() {
        try (CapturedLog log = CapturedLog.of(CATEGORY)) {
            for (int i = 0; i < 4; i++) {
                failures.failed("a.failed", new IllegalStateException());
            }
            now += Duration.ofMinutes(1).toNanos();
            failures.failed("a.failed", new IllegalStateException());
            assertEquals(List.of("ERROR a.failed repeatsBefore=0", "ERROR a.failed repeatsBefore=3"), log.lines());
        }
    }
}
