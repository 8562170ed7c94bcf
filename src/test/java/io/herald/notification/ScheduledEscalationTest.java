package io.herald.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScheduledEscalationTest {

    /** Instances of different versions read each other's schedule during a rollout. */
    private static final String FIRST = "{\"notification\":\"n1\",\"webhook\":\"pager\"}";

    private final ScheduledEscalation first = ScheduledEscalation.first("n1", "pager");

    @Test
    void its_form_on_the_schedule_stays() {
        assertEquals("escalation:n1", first.taskId());
        assertEquals(FIRST, new String(first.toJson(), UTF_8));
        assertEquals(
                "{\"notification\":\"n1\",\"webhook\":\"pager\",\"attempt\":1}",
                new String(first.next().toJson(), UTF_8));
    }

    @Test
    void it_is_read_as_it_was_written() {
        assertEquals(first, ScheduledEscalation.parse(FIRST.getBytes(UTF_8)));
        assertEquals(first.next(), ScheduledEscalation.parse(first.next().toJson()));
    }

    @Test
    void pauses_grow_up_to_an_hour_and_attempts_end() {
        ScheduledEscalation order = first;
        assertEquals(Duration.ofSeconds(5), order.pause());
        assertEquals(Duration.ofSeconds(20), order.next().pause());
        for (int attempt = 0; attempt < 10; attempt++) {
            assertFalse(order.isLastAttempt());
            order = order.next();
        }
        assertTrue(order.isLastAttempt());
        assertEquals(Duration.ofHours(1), order.pause());
    }
}
