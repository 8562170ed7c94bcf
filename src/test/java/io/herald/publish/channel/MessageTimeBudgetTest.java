package io.herald.publish.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.limits.LimitsConfig;
import io.herald.log.Append;
import io.herald.log.InMemoryLog;
import io.herald.log.KeptMessageReader;
import io.herald.log.LogConfig;
import io.herald.problem.ProblemException;
import io.herald.publish.TimeBudget;
import io.herald.webhooks.HookRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An edit or a deletion is answered within one time budget, whichever step does not answer. */
class MessageTimeBudgetTest {

    private static final Duration BUDGET = Duration.ofMillis(500);
    private static final Duration AMPLE = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Channel ROOM = Channel.room("ops");
    private static final EventId ID = new EventId(1_763_650_000_000L, 0);
    private static final EventId REVISION = new EventId(1_763_650_000_001L, 0);
    private static final RawJson CONTENT = StrictJson.read("\"edited\"".getBytes(UTF_8));
    private static final Caller ALICE =
            new Caller("alice", Set.of(), RoomPatterns.NONE, RoomPatterns.NONE, Instant.MAX, Instant.EPOCH, null);

    private final FakeLog log = new FakeLog();
    private final FakeKept kept = new FakeKept();
    private final MessageRevisions messageRevisions = messageRevisions();
    private Duration budget = BUDGET;

    @Test
    void a_change_with_a_slow_lookup_and_a_hanging_append_is_rejected_within_one_budget() {
        log.history = log.history.onItem().delayIt().by(BUDGET.dividedBy(2));
        log.append = Uni.createFrom().nothing();
        assertEquals(503, rejectionStatus());
    }

    @Test
    void a_change_of_a_message_that_needs_a_hanging_database_is_rejected_within_one_budget() {
        log.history = Uni.createFrom().item(List.of());
        kept.keeps = Uni.createFrom().nothing();
        assertEquals(503, rejectionStatus());
        kept.keeps = Uni.createFrom().item(true);
        kept.find = Uni.createFrom().nothing();
        assertEquals(503, rejectionStatus());
    }

    @Test
    void a_change_of_a_message_in_the_log_is_answered_while_the_database_hangs() {
        budget = AMPLE;
        kept.keeps = Uni.createFrom().nothing();
        kept.revise = Uni.createFrom().nothing();
        assertEquals(REVISION.toString(), change());
        assertTrue(log.appended.get(0).work(), "the projection revises the kept message");
        assertEquals(List.of(ID), kept.revised, "the kept message is also revised immediately");
    }

    @Test
    void a_change_of_a_message_beyond_the_log_is_answered_once_the_kept_message_is_revised() {
        budget = AMPLE;
        log.history = Uni.createFrom().item(List.of());
        kept.keeps = Uni.createFrom().item(true);
        kept.revise = Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(BUDGET.dividedBy(2))
                .invoke(() -> kept.done = true);
        assertEquals(REVISION.toString(), change());
        assertTrue(kept.done);
    }

    @Test
    void a_change_of_a_message_beyond_the_log_waits_at_most_for_its_budget() {
        log.history = Uni.createFrom().item(List.of());
        kept.keeps = Uni.createFrom().item(true);
        kept.revise = Uni.createFrom().nothing();
        assertEquals(REVISION.toString(), change());
        assertTrue(log.appended.get(0).work());
    }

    private String change() {
        return messageRevisions
                .change(ROOM, ID.toString(), CONTENT, ALICE, null, new TimeBudget(budget, BUDGET))
                .await()
                .atMost(TIMEOUT);
    }

    private int rejectionStatus() {
        return assertThrows(ProblemException.class, this::change).problem().status();
    }

    private MessageRevisions messageRevisions() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(LimitsConfig.class)
                .withMapping(LogConfig.class)
                .build();
        LimitsConfig limits = config.getConfigMapping(LimitsConfig.class);
        LogConfig settings = config.getConfigMapping(LogConfig.class);
        ChannelSender sender =
                new ChannelSender(log, limits, settings, null, kept, new HookRegistry(List.of()), Clock.systemUTC());
        return new MessageRevisions(
                log, kept, (channel, once) -> Uni.createFrom().nullItem(), sender);
    }

    private static Event message() {
        byte[] data = "{\"room\":\"ops\",\"content\":\"first\"}".getBytes(UTF_8);
        return new Event(
                0, ID, List.of(ROOM), "message", Envelope.body(Instant.EPOCH, "alice", data), EventAttributes.DURABLE);
    }

    private static final class FakeKept implements KeptMessageReader {

        private final List<EventId> revised = new ArrayList<>();
        private Uni<Boolean> keeps = Uni.createFrom().item(false);
        private Uni<@Nullable Event> find = Uni.createFrom().item(message());
        private Uni<Void> revise = Uni.createFrom().voidItem();
        private volatile boolean done;

        @Override
        public Uni<Boolean> keepsMessages(Channel channel) {
            return keeps;
        }

        @Override
        public Uni<@Nullable Event> find(Channel channel, EventId id) {
            return find;
        }

        @Override
        public Uni<Void> revise(Channel channel, EventId id, EventId by, @Nullable RawJson content) {
            revised.add(id);
            return revise;
        }

        @Override
        public Uni<List<Event>> page(Channel channel, EventId after, EventId before, boolean newestFirst, int limit) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class FakeLog extends InMemoryLog {

        private final List<Append> appended = new ArrayList<>();
        private Uni<List<Event>> history = Uni.createFrom().item(List.of(message()));
        private Uni<Appended> append = Uni.createFrom().item(new Appended(0, REVISION, false, List.of()));

        @Override
        public Uni<Appended> append(Append event) {
            appended.add(event);
            return append;
        }

        @Override
        public Uni<List<Event>> history(Channel channel, EventId from, boolean newestFirst, int limit) {
            return history;
        }
    }
}
