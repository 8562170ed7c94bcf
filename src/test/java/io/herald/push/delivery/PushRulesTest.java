package io.herald.push.delivery;

import static io.herald.push.delivery.Jobs.NOW;
import static io.herald.push.delivery.Jobs.item;
import static io.herald.push.delivery.Jobs.job;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.push.delivery.PushRules.Decision;
import io.herald.push.queue.PushJob.Item;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is decided at the time of sending. */
class PushRulesTest {

    private static final Decision DROP = new Decision.Drop();
    private static final Decision SEND_UNLESS_VISIBLE = new Decision.Send(true);
    private static final String QUIET =
            "{\"categories\":{},\"quietHours\":{\"from\":\"22:00\",\"to\":\"07:00\",\"zone\":\"UTC\"}}";

    @Test
    void an_unread_notification_is_sent_unless_the_user_sees_a_page() {
        assertEquals(SEND_UNLESS_VISIBLE, PushRules.decide(job(item()), NOW));
    }

    @Test
    void a_push_that_has_waited_is_sent_in_any_case() {
        assertEquals(new Decision.Send(false), PushRules.decide(job(1, Jobs.ORIGIN, item(), 0, true), NOW));
    }

    @Test
    void a_test_is_sent_in_any_case() {
        assertEquals(
                new Decision.Send(false), PushRules.decide(Jobs.test(job(item()).target()), NOW));
    }

    @Test
    void what_has_left_the_unread_items_is_dropped() {
        assertEquals(DROP, PushRules.decide(job(new Item(false, "", false, null, null, null)), NOW));
        assertEquals(DROP, PushRules.decide(job(null), NOW));
    }

    @Test
    void a_subscription_that_is_gone_or_has_moved_to_another_user_gets_nothing() {
        assertEquals(DROP, PushRules.decide(Jobs.without(job(item())), NOW));
        assertEquals(DROP, PushRules.decide(Jobs.test(null), NOW));
    }

    @Test
    void an_expired_notification_is_dropped() {
        assertEquals(DROP, PushRules.decide(job(item(NOW, null)), NOW));
        assertEquals(SEND_UNLESS_VISIBLE, PushRules.decide(job(item(NOW.plusMillis(1), null)), NOW));
    }

    @Test
    void a_category_that_is_muted_or_for_the_inbox_only_is_dropped() {
        assertEquals(DROP, PushRules.decide(job(item("{\"categories\":{\"orders\":\"mute\"}}", false)), NOW));
        assertEquals(DROP, PushRules.decide(job(item("{\"categories\":{\"orders\":\"inboxOnly\"}}", false)), NOW));
        assertEquals(
                SEND_UNLESS_VISIBLE, PushRules.decide(job(item("{\"categories\":{\"ads\":\"mute\"}}", false)), NOW));
    }

    @Test
    void quiet_hours_postpone_the_push_to_their_end() {
        assertEquals(
                new Decision.Postpone(Instant.parse("2026-11-21T07:00:00Z")),
                PushRules.decide(job(item(QUIET, false)), NOW));
        assertEquals(
                SEND_UNLESS_VISIBLE, PushRules.decide(job(item(QUIET, false)), Instant.parse("2026-11-21T07:00:00Z")));
    }

    @Test
    void a_critical_notification_overrides_preferences_and_quiet_hours() {
        assertEquals(SEND_UNLESS_VISIBLE, PushRules.decide(job(item(QUIET, true)), NOW));
        assertEquals(
                SEND_UNLESS_VISIBLE, PushRules.decide(job(item("{\"categories\":{\"orders\":\"mute\"}}", true)), NOW));
    }

    @Test
    void a_push_ends_with_its_notification_and_after_four_weeks_at_the_latest() {
        assertEquals(NOW.plusSeconds(60), PushRules.end(job(item(NOW.plusSeconds(60), null))));
        assertEquals(NOW.plus(Duration.ofDays(28)), PushRules.end(job(item())));
        assertEquals(NOW.plus(Duration.ofDays(28)), PushRules.end(job(item(NOW.plus(Duration.ofDays(300)), null))));
        assertEquals(DROP, PushRules.decide(job(item()), NOW.plus(Duration.ofDays(28))));
    }
}
