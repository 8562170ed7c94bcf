package io.herald.redis.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.log.HistoryPage;
import io.herald.log.HistoryPage.Gap;
import io.herald.redis.RealRedis;
import io.herald.redis.TestLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A read names the channels that lack events after a cursor, and no others. */
class HistoryCompletenessTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    /** Older than any retention of these tests. */
    private static final EventId ANCIENT = new EventId(1, 0);

    private final TestLog log = TestLog.on(REDIS);

    @Test
    void a_history_is_complete_from_the_birth_of_the_log() {
        EventId birth = log.open().birth();
        log.append("a");
        log.append("b");
        log.append("a");
        HistoryPage page = log.read(birth, "a", "b");
        assertEquals(List.of(), page.gaps());
        assertEquals(3, page.events().size());
        assertEquals(
                List.of(birth, birth),
                log.read(ANCIENT, "a", "b").gaps().stream().map(Gap::resume).toList());
    }

    @Test
    void a_read_returns_the_events_after_its_position() {
        EventId one = log.append("a");
        EventId two = log.append("b");
        assertEquals(
                List.of(one, two),
                TestLog.ids(log.read(log.open().birth(), "a", "b").events()));
        assertEquals(List.of(two), TestLog.ids(log.read(one, "a", "b").events()));
        assertEquals(List.of(), log.read(two, "a", "b").events());
    }

    @Test
    void a_trimmed_history_is_complete_from_just_before_its_first_event() {
        EventId birth = log.open().birth();
        EventId other = log.append("b");
        List<EventId> appended = new ArrayList<>();
        while (appended.size() < TestLog.EVENTS_PER_CHANNEL + 100) {
            appended.add(log.append("a"));
        }
        assertEquals(List.of(), log.read(birth, "a").gaps(), "nothing is trimmed yet");
        appended.add(log.append("a"));

        HistoryPage page = log.read(birth, "a", "b");
        Gap gap = onlyGap(page);
        assertEquals(Channel.room("a"), gap.channel());
        assertFalse(gap.lost());
        List<EventId> held = TestLog.ids(log.read(gap.resume(), "a").events());
        assertTrue(held.size() >= TestLog.EVENTS_PER_CHANNEL, "held: " + held.size());
        int trimmed = appended.size() - held.size();
        assertEquals(appended.subList(trimmed, appended.size()), held);
        assertFalse(
                gap.resume().isBefore(appended.get(trimmed - 1)), "the client has not missed what was trimmed before");
        assertEquals(List.of(), log.read(gap.resume(), "a").gaps());
        assertTrue(TestLog.ids(page.events()).contains(other), "the other channel has lost nothing");
    }

    @Test
    void a_history_that_begins_anew_is_complete_for_one_retention() {
        log.append("a");
        makeLogOld();
        REDIS.execute("DEL", TestLog.KEYS.history(0, Channel.room("a")));
        EventId again = log.append("a");
        Gap gap = assertCompleteForOneRetentionBefore(again);
        assertEquals(List.of(again), TestLog.ids(log.read(gap.resume(), "a").events()));
    }

    @Test
    void a_channel_without_a_history_is_complete_for_one_retention() {
        EventId other = log.append("b");
        makeLogOld();
        assertCompleteForOneRetentionBefore(other);
    }

    private Gap assertCompleteForOneRetentionBefore(EventId newest) {
        EventId recent = before(newest, TestLog.RETENTION.minusSeconds(10));
        assertEquals(List.of(), log.read(recent, "a").gaps());
        return onlyGap(log.read(before(newest, TestLog.RETENTION.plusSeconds(1)), "a"));
    }

    private static EventId before(EventId newest, Duration age) {
        return new EventId(newest.ms() - age.toMillis(), 0);
    }

    @Test
    void an_extended_retention_does_not_vouch_for_what_the_shorter_one_has_dropped() {
        EventId other = log.append("b");
        makeLogOld();
        TestLog extended = TestLog.with(REDIS, TestLog.RETENTION.multipliedBy(10), 0);
        onlyGap(extended.read(before(other, TestLog.RETENTION.multipliedBy(2)), "a"));
        EventId recent = before(other, TestLog.RETENTION.minusSeconds(10));
        assertEquals(List.of(), extended.read(recent, "a").gaps());
    }

    @Test
    void a_history_without_its_origin_is_complete_from_the_end_of_the_log_only() {
        EventId first = log.append("a");
        EventId last = log.append("b");
        REDIS.execute("DEL", TestLog.KEYS.origin(0, Channel.room("a")));
        assertEquals(last, onlyGap(log.read(first, "a")).resume());
    }

    /** Makes the log older than the retention. */
    private static void makeLogOld() {
        REDIS.execute("HSET", TestLog.KEYS.meta(0), "birth", ANCIENT.toString());
    }

    private static Gap onlyGap(HistoryPage page) {
        assertEquals(1, page.gaps().size(), () -> page.gaps().toString());
        return page.gaps().get(0);
    }
}
