package io.herald.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.limits.LimitsConfig;
import io.herald.log.Append;
import io.herald.log.EventLog;
import io.herald.log.IdempotencyRecords;
import io.herald.log.LogConfig;
import io.herald.log.LogInMemory;
import io.herald.log.LogTraces;
import io.herald.log.Schedule;
import io.herald.log.Withdrawals;
import io.herald.publish.PublishResult.Accepted;
import io.herald.publish.PublishResult.Refused;
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

/** A publish call that needs several calls to Redis is answered in the time of one. */
class PublishBudgetTest {

    private static final Duration WHOLE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Appending AT_ONCE = () -> Uni.createFrom().item(appended(List.of()));
    private static final Appending NEVER = () -> Uni.createFrom().nothing();

    private Appending appending = NEVER;
    private Supplier<Uni<Void>> scheduling = () -> Uni.createFrom().voidItem();
    private final Publisher publisher = publisher();

    /** Each step alone would still be within the timeout of one call. */
    @Test
    void a_keyed_publish_whose_append_follows_on_a_slow_claim_is_refused_within_one_budget() {
        Refused refused = assertInstanceOf(Refused.class, publish(keyed(null)));
        assertEquals(503, refused.problem().status());
    }

    @Test
    void a_publish_that_is_decided_on_for_some_recipients_is_refused_within_one_budget() {
        appending = () -> {
            appending = NEVER;
            EventLog.Held muted = new EventLog.Held(Channel.user("bob"), "{\"categories\":{\"ads\":\"inboxOnly\"}}");
            return Uni.createFrom()
                    .item(appended(List.of(muted)))
                    .onItem()
                    .delayIt()
                    .by(WHOLE.dividedBy(2));
        };
        Refused refused = assertInstanceOf(Refused.class, publish(unkeyed()));
        assertEquals(503, refused.problem().status());
    }

    @Test
    void a_publish_for_later_is_refused_within_one_budget() {
        scheduling = () -> Uni.createFrom().nothing();
        Refused refused =
                assertInstanceOf(Refused.class, publish(keyed(Instant.now().plusSeconds(600))));
        assertEquals(503, refused.problem().status());
    }

    @Test
    void a_publish_that_needs_less_than_the_budget_is_accepted() {
        appending = AT_ONCE;
        assertInstanceOf(Accepted.class, publish(keyed(null)));
    }

    private PublishResult publish(PublishRequest publishRequest) {
        return publisher
                .publish(List.of(publishRequest), new TimeBudget(WHOLE, WHOLE))
                .await()
                .atMost(PATIENCE)
                .get(0);
    }

    private static PublishRequest keyed(@Nullable Instant deliverAt) {
        return new PublishRequest(notification(deliverAt), "billing", new IdempotencyKey("hash", "fingerprint"));
    }

    private static PublishRequest unkeyed() {
        return new PublishRequest(notification(null), "billing", null);
    }

    private static Notification notification(@Nullable Instant deliverAt) {
        NotificationTarget to = new NotificationTarget.Users(List.of("bob"));
        return new Notification(to, "info", "title", null, "ads", false, null, null, null, deliverAt, null, null);
    }

    private static EventLog.Appended appended(List<EventLog.Held> held) {
        return new EventLog.Appended(0, new EventId(1, 0), false, held);
    }

    private Publisher publisher() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(LimitsConfig.class)
                .withMapping(LogConfig.class)
                .build();
        EventLog log = new LogInMemory(() -> appending.get());
        Schedule schedule = new FakeSchedule();
        return new Publisher(
                new SlowClaims(),
                config.getConfigMapping(LimitsConfig.class),
                config.getConfigMapping(LogConfig.class),
                null,
                new NotificationDispatcher(log, schedule, new NoWithdrawals(), Clock.systemUTC()),
                new EscalationScheduler(schedule),
                new LogTraces(),
                Clock.systemUTC());
    }

    private interface Appending extends Supplier<Uni<EventLog.Appended>> {}

    private static final class SlowClaims implements IdempotencyRecords {

        @Override
        public Uni<Claim> claim(String key, String fingerprint, String value, Duration remembered) {
            return Uni.createFrom()
                    .item(new Claim(value, true, true))
                    .onItem()
                    .delayIt()
                    .by(WHOLE.dividedBy(2));
        }
    }

    private final class FakeSchedule implements Schedule {

        @Override
        public Uni<Void> schedule(String id, Instant due, byte[] content) {
            return scheduling.get();
        }

        @Override
        public Uni<Boolean> scheduleOnce(String id, Instant due, byte[] content, Append.Once once) {
            return scheduling.get().replaceWith(true);
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
