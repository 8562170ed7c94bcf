package io.herald.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScheduledEscalationTest {

    /** Instances of different versions read each other's schedule during a rollout. */
    private static final String FIRST = "{\"notification\":\"n1\",\"webhook\":\"pager\"}";

    private final ScheduledEscalation first = ScheduledEscalation.first("n1", "pager");

    @Test
    void the_format_on_the_schedule_does_not_change() {
        assertEquals("escalation:n1", first.taskId());
        assertEquals(FIRST, new String(first.toJson(), UTF_8));
        assertEquals(
                "{\"notification\":\"n1\",\"webhook\":\"pager\",\"attempt\":1}",
                new String(first.next().toJson(), UTF_8));
    }

    @Test
    void parse_is_the_inverse_of_to_json() {
        assertEquals(first, ScheduledEscalation.parse(FIRST.getBytes(UTF_8)));
        assertEquals(first.next(), ScheduledEscalation.parse(first.next().toJson()));
    }

    @Test
    void pauses_grow_to_an_hour_and_attempts_end_after_a_day() {
        ScheduledEscalation escalation = first;
        assertEquals(Duration.ofSeconds(5), escalation.pause());
        assertEquals(Duration.ofSeconds(20), escalation.next().pause());
        Duration total = Duration.ZERO;
        while (!escalation.isLastAttempt()) {
            total = total.plus(escalation.pause());
            escalation = escalation.next();
        }
        assertEquals(24, total.toHours());
        assertEquals(Duration.ofHours(1), escalation.pause());
    }
}
