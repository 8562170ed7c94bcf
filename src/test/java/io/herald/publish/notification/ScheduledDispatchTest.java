package io.herald.publish.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.log.Append;
import io.herald.log.Append.Once;
import io.herald.log.Schedule;
import io.herald.publish.TimeBudget;
import io.herald.schedule.OutgoingNotification;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Of all calls that schedule a notification under one key, exactly one is not a duplicate. */
class ScheduledDispatchTest {

    private static final String ID = "01930000-0000-7000-8000-000000000000";
    private static final Instant DUE = Instant.parse("2026-11-20T15:00:00Z");
    private static final OutgoingNotification KEYED =
            notification(new Once(ID, "fingerprint", Duration.ofHours(25), "hash"));

    private final DelayedSchedule schedule = new DelayedSchedule();
    private final NotificationDispatcher notificationDispatcher =
            new NotificationDispatcher(null, schedule, null, Clock.systemUTC());

    /** The schedule answers no call before it has received the same step of the other one. */
    @Test
    void one_of_two_interleaved_calls_is_a_duplicate() {
        CompletableFuture<Boolean> first = schedule(KEYED);
        CompletableFuture<Boolean> second = schedule(KEYED);
        schedule.answerAll();
        assertEquals(List.of(false, true), List.of(first.join(), second.join()));
        assertEquals(1, schedule.contents.size());
    }

    @Test
    void a_repeat_after_the_notification_was_cancelled_is_a_duplicate_and_schedules_nothing() {
        CompletableFuture<Boolean> first = schedule(KEYED);
        schedule.answerAll();
        schedule.contents.clear();
        CompletableFuture<Boolean> repeat = schedule(KEYED);
        schedule.answerAll();
        assertEquals(List.of(false, true), List.of(first.join(), repeat.join()));
        assertTrue(schedule.contents.isEmpty());
    }

    private CompletableFuture<Boolean> schedule(OutgoingNotification outgoingNotification) {
        return notificationDispatcher
                .schedule(outgoingNotification, TimeBudget.unlimited())
                .subscribe()
                .asCompletionStage();
    }

    private static OutgoingNotification notification(@Nullable Once once) {
        byte[] body = ",\"data\":{}}".getBytes(UTF_8);
        EventAttributes eventAttributes = new EventAttributes(false, null, EventAttributes.NEVER, ID);
        Append append = new Append(List.of(Channel.user("bob")), "notification", body, eventAttributes).withWork();
        return new OutgoingNotification(once == null ? append : append.once(once), DUE, "billing", "", false);
    }

    private static final class DelayedSchedule implements Schedule {

        private final Map<String, byte[]> contents = new HashMap<>();
        private final Set<String> records = new HashSet<>();
        private final List<Runnable> answers = new ArrayList<>();

        void answerAll() {
            while (!answers.isEmpty()) {
                List<Runnable> received = List.copyOf(answers);
                answers.clear();
                received.forEach(Runnable::run);
            }
        }

        private <T> Uni<T> delayed(@Nullable T answer) {
            return Uni.createFrom()
                    .emitter((UniEmitter<? super T> emitter) -> answers.add(() -> emitter.complete(answer)));
        }

        @Override
        public Uni<Void> schedule(String id, Instant due, byte[] content) {
            contents.put(id, content);
            return delayed(null);
        }

        @Override
        public Uni<Boolean> scheduleOnce(String id, Instant due, byte[] content, Once once) {
            boolean added = records.add(once.key());
            if (added) {
                contents.put(id, content);
            }
            return delayed(added);
        }

        @Override
        public Uni<Boolean> cancel(String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<byte @Nullable []> find(String id) {
            return delayed(contents.get(id));
        }
    }
}
