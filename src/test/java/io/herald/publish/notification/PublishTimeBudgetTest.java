package io.herald.publish.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.limits.LimitsConfig;
import io.herald.log.Append;
import io.herald.log.EventLog;
import io.herald.log.IdempotencyRecords;
import io.herald.log.InMemoryLog;
import io.herald.log.LogConfig;
import io.herald.log.LogTraces;
import io.herald.log.Schedule;
import io.herald.log.Withdrawals;
import io.herald.publish.TimeBudget;
import io.herald.publish.notification.PublishResult.Accepted;
import io.herald.publish.notification.PublishResult.Rejected;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A publish call is answered within one time budget, however many calls to Redis it needs. */
class PublishTimeBudgetTest {

    private static final Duration BUDGET = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final AppendResult IMMEDIATELY = () -> Uni.createFrom().item(appended(List.of()));
    private static final AppendResult NEVER = () -> Uni.createFrom().nothing();

    private AppendResult appendResult = NEVER;
    private Supplier<Uni<Void>> scheduleResult = () -> Uni.createFrom().voidItem();
    private final Publisher publisher = publisher();

    /** Each step alone stays within the timeout of one call. */
    @Test
    void a_publish_with_a_slow_claim_and_a_hanging_append_is_rejected_within_one_budget() {
        Rejected result = assertInstanceOf(Rejected.class, publish(keyed(null)));
        assertEquals(503, result.problem().status());
    }

    @Test
    void a_publish_with_a_second_append_for_held_recipients_is_rejected_within_one_budget() {
        appendResult = () -> {
            appendResult = NEVER;
            EventLog.SkippedUser muted =
                    new EventLog.SkippedUser(Channel.user("bob"), "{\"categories\":{\"ads\":\"inboxOnly\"}}");
            return Uni.createFrom()
                    .item(appended(List.of(muted)))
                    .onItem()
                    .delayIt()
                    .by(BUDGET.dividedBy(2));
        };
        Rejected result = assertInstanceOf(Rejected.class, publish(unkeyed()));
        assertEquals(503, result.problem().status());
    }

    @Test
    void a_scheduled_publish_is_rejected_within_one_budget() {
        scheduleResult = () -> Uni.createFrom().nothing();
        Rejected result =
                assertInstanceOf(Rejected.class, publish(keyed(Instant.now().plusSeconds(600))));
        assertEquals(503, result.problem().status());
    }

    @Test
    void a_publish_within_the_budget_is_accepted() {
        appendResult = IMMEDIATELY;
        assertInstanceOf(Accepted.class, publish(keyed(null)));
    }

    private PublishResult publish(Notification notification) {
        return publisher
                .publish(List.of(notification), new TimeBudget(BUDGET, BUDGET))
                .await()
                .atMost(TIMEOUT)
                .get(0);
    }

    private static Notification keyed(@Nullable Instant deliverAt) {
        return notification(new IdempotencyKey("hash", "fingerprint", Duration.ofHours(24)), deliverAt);
    }

    private static Notification unkeyed() {
        return notification(null, null);
    }

    private static Notification notification(@Nullable IdempotencyKey key, @Nullable Instant deliverAt) {
        NotificationTarget to = new NotificationTarget.Users(List.of("bob"));
        return new Notification(
                "billing", key, to, "info", "title", null, "ads", false, null, null, null, deliverAt, null, null);
    }

    private static EventLog.Appended appended(List<EventLog.SkippedUser> skipped) {
        return new EventLog.Appended(0, new EventId(1, 0), false, skipped);
    }

    private Publisher publisher() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(LimitsConfig.class)
                .withMapping(LogConfig.class)
                .build();
        EventLog log = new InMemoryLog(() -> appendResult.get());
        Schedule schedule = new FakeSchedule();
        return new Publisher(
                new SlowIdempotencyRecords(),
                config.getConfigMapping(LimitsConfig.class),
                config.getConfigMapping(LogConfig.class),
                null,
                new NotificationDispatcher(log, schedule, new NoWithdrawals(), Clock.systemUTC()),
                new EscalationScheduler(schedule),
                new LogTraces(),
                Clock.systemUTC());
    }

    private interface AppendResult extends Supplier<Uni<EventLog.Appended>> {}

    private static final class SlowIdempotencyRecords implements IdempotencyRecords {

        @Override
        public Uni<Claim> claim(String key, String fingerprint, String value, Duration remembered) {
            return Uni.createFrom()
                    .item(new Claim(value, true, true))
                    .onItem()
                    .delayIt()
                    .by(BUDGET.dividedBy(2));
        }
    }

    private final class FakeSchedule implements Schedule {

        @Override
        public Uni<Void> schedule(String id, Instant due, byte[] content) {
            return scheduleResult.get();
        }

        @Override
        public Uni<Boolean> scheduleOnce(String id, Instant due, byte[] content, Append.Once once) {
            return scheduleResult.get().replaceWith(true);
        }

        @Override
        public Uni<Boolean> cancel(String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<byte @Nullable []> find(String id) {
            return Uni.createFrom().nullItem();
        }
    }

    private static final class NoWithdrawals implements Withdrawals {

        @Override
        public boolean contains(Event event) {
            return false;
        }

        @Override
        public boolean contains(String notification) {
            return false;
        }

        @Override
        public Uni<Void> add(String notification) {
            throw new UnsupportedOperationException();
        }
    }
}
