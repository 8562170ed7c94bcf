package io.herald.ops.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamSettingsCheckTest {

    private static final Duration IDLE = Duration.ofSeconds(75);

    private static Optional<String> violation(long heartbeatSeconds) {
        return StreamSettingsCheck.violation(Duration.ofSeconds(heartbeatSeconds), IDLE, true);
    }

    @Test
    void a_heartbeat_that_is_shorter_than_the_idle_timeout_is_accepted() {
        assertEquals(Optional.empty(), violation(20));
        assertEquals(Optional.empty(), violation(74));
    }

    @Test
    void a_heartbeat_that_lets_the_idle_timeout_end_streams_is_rejected() {
        assertEquals(
                Optional.of("herald.stream.heartbeat=PT1M15S must be shorter than quarkus.http.idle-timeout=PT1M15S"),
                violation(75));
    }

    /** Over HTTP/1.1 a stream has no idle timeout. */
    @Test
    void a_long_heartbeat_is_accepted_without_http_2_or_without_an_idle_timeout() {
        assertEquals(Optional.empty(), StreamSettingsCheck.violation(IDLE, IDLE, false));
        assertEquals(Optional.empty(), StreamSettingsCheck.violation(IDLE, Duration.ZERO, true));
    }

    @Test
    void a_heartbeat_that_is_not_positive_is_rejected() {
        assertEquals(Optional.of("herald.stream.heartbeat must be positive"), violation(0));
        assertEquals(Optional.of("herald.stream.heartbeat must be positive"), violation(-1));
    }
}
