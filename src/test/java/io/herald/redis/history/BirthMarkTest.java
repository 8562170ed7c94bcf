package io.herald.redis.history;

import static io.herald.redis.TestLog.KEYS;
import static io.herald.redis.TestLog.RETENTION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.EventId;
import io.herald.log.HistoryPage.Gap;
import io.herald.problem.ProblemException;
import io.herald.redis.RealRedis;
import io.herald.redis.TestLog;
import io.herald.redis.connection.RedisScript;
import io.herald.testing.Await;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

/** A loss of the log is computed from its birth mark, which the next open after the loss renews. */
class BirthMarkTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final TestLog log = TestLog.on(REDIS);

    @Test
    void after_a_flush_the_log_begins_beyond_what_was_seen() {
        log.append("a");
        EventId seen = new EventId(log.open().last().ms() + 5_000, 0);
        log.hasSeen(seen);
        REDIS.flush();
        EventId birth = log.open().birth();
        assertTrue(birth.isAfter(seen));
        assertEquals(birth, TestLog.on(REDIS).open().birth(), "the birth mark is written once");
        assertLost(seen);
    }

    @Test
    void a_log_that_ends_below_what_was_seen_has_lost_events_up_to_there() {
        EventId seen = new EventId(log.append("a").ms() + 5_000, 0);
        log.hasSeen(seen);
        log.append("a");
        assertEquals(seen, TestLog.on(REDIS).open().birth());
    }

    /** A reader may have read another log up to either, and must not take the next entry for the one that follows. */
    @Test
    void after_a_loss_the_next_entry_follows_neither_what_was_seen_nor_what_is_left() {
        EventId first = log.append("a");
        EventId seen = new EventId(first.ms() + 5_000, 0);
        log.hasSeen(seen);
        log.append("a");
        List<?> next = (List<?>) REDIS.execute("XRANGE", KEYS.tail(0), "(" + seen, "+");
        List<?> fields = (List<?>) ((List<?>) next.get(0)).get(1);
        EventId previous = EventId.parse((String) fields.get(1));
        assertTrue(previous.isAfter(new EventId(seen.ms(), seen.seq() + 1)), () -> "p " + previous + " left " + first);
        assertEquals(seen, log.open().birth());
    }

    /** A replica without the newest event takes over, and other instances append to it before this one reconnects. */
    @Test
    void a_loss_that_later_events_cover_is_detected_by_an_instance_that_has_seen_the_lost_event() {
        EventId first = log.append("a");
        copyLog("t:{0}", "replica");
        TestLog witness = TestLog.on(REDIS);
        EventId lost = witness.append("a");
        copyLog("replica", "t:{0}");
        // Otherwise another event could get the id of the lost one.
        Await.until("the clock has passed the lost event", () -> millis() > lost.ms());
        EventId last = TestLog.on(REDIS).append("a");
        assertTrue(TestLog.on(REDIS).open().birth().isBefore(first), "an instance that has not seen it cannot tell");
        assertTrue(witness.open().birth().isAfter(last));
        assertLost(first);
    }

    /** A master that was suspended continues after its replica has taken over. Its histories have other events, and it knows of no loss. */
    @Test
    void the_histories_of_a_former_master_are_not_read() {
        EventId first = log.append("a");
        EventId last = log.append("a");
        log.hasFound(last.predecessor());
        assertUnavailable(() -> log.read(first, last, "a"));
        assertUnavailable(log::open);
    }

    @Test
    void an_append_detects_such_a_loss_but_takes_an_event_of_another_instance_for_none() {
        EventId birth = log.open().birth();
        TestLog witness = TestLog.on(REDIS);
        witness.append("a");
        log.append("a");
        witness.append("a");
        assertEquals(birth, log.open().birth(), "nothing is lost");

        copyLog("t:{0}", "replica");
        EventId lost = witness.append("a");
        copyLog("replica", "t:{0}");
        Await.until("the clock has passed the lost event", () -> millis() > lost.ms());
        EventId last = TestLog.on(REDIS).append("a");
        witness.append("a");
        assertTrue(TestLog.on(REDIS).open().birth().isAfter(last));
    }

    /** A replica without the newest event takes over, and its clock is behind: it assigns the id of the lost event again. */
    @Test
    void a_loss_whose_ids_are_assigned_again_is_detected_by_an_instance_that_has_seen_the_lost_event() {
        EventId future = new EventId(millis() + RETENTION.toMillis() / 2, 0);
        log.hasSeen(future);
        log.append("a");
        copyLog("t:{0}", "replica");
        TestLog witness = TestLog.on(REDIS);
        EventId lost = witness.message("lost", "lost");
        copyLog("replica", "t:{0}");
        assertEquals(lost, TestLog.on(REDIS).message("a", "other"));
        EventId last = TestLog.on(REDIS).append("a");
        assertTrue(TestLog.on(REDIS).open().birth().isBefore(lost), "an instance that has not seen it cannot tell");
        assertTrue(witness.open().birth().isAfter(last));
        assertLost(lost);
    }

    /** The keys of a flush on a server whose clock is behind: the reader continues, because the ids follow each other. */
    @Test
    void a_reader_beyond_a_birth_mark_that_it_does_not_know_has_read_another_log() {
        EventId birth = log.open().birth();
        EventId read = log.append("a");
        assertTrue(openedBy(read, new EventId(birth.ms(), birth.seq() + 1)).isAfter(read));
    }

    /** Another instance appends after the first failover, and sets the mark where it had read to after the second one. */
    @Test
    void a_loss_that_a_later_birth_mark_hides_is_detected_by_an_instance_that_has_seen_the_lost_event() {
        EventId known = log.open().birth();
        log.append("a");
        copyLog("t:{0}", "replica");
        EventId lost = TestLog.on(REDIS).append("a");
        copyLog("replica", "t:{0}");
        Await.until("the clock has passed the lost event", () -> millis() > lost.ms());
        TestLog other = TestLog.on(REDIS);
        other.append("a");
        copyLog("t:{0}", "replica");
        EventId last = other.append("a");
        copyLog("replica", "t:{0}");
        assertEquals(last, other.open().birth());
        assertTrue(openedBy(lost, known).isAfter(last));
    }

    @Test
    void an_instance_that_has_seen_the_same_lost_events_does_not_renew_the_birth_mark_again() {
        EventId known = log.open().birth();
        EventId lost = loseTwo().get(1);
        assertEquals(lost, openedBy(lost, known));
        assertEquals(lost, openedBy(lost, known));
    }

    /** After several failovers, the lost events of the two may be those of different logs. */
    @Test
    void an_instance_that_has_seen_less_renews_the_birth_mark_for_all_instances_once() {
        EventId known = log.open().birth();
        List<EventId> lost = loseTwo();
        assertEquals(lost.get(1), openedBy(lost.get(1), known));
        EventId birth = openedBy(lost.get(0), known);
        assertTrue(birth.isAfter(lost.get(1)));
        assertEquals(birth, openedBy(lost.get(0), known));
        assertEquals(birth, openedBy(lost.get(1), known));
    }

    @Test
    void an_instance_that_has_seen_more_renews_the_birth_mark_for_all_instances() {
        EventId known = log.open().birth();
        List<EventId> lost = loseTwo();
        assertEquals(lost.get(0), openedBy(lost.get(0), known));
        EventId later = new EventId(lost.get(1).ms() + 1, 0);
        assertTrue(openedBy(later, known).isAfter(later));
    }

    /** Appends three events, of which a failover loses the last two. Returns those. */
    private List<EventId> loseTwo() {
        log.append("a");
        copyLog("t:{0}", "replica");
        TestLog witness = TestLog.on(REDIS);
        List<EventId> lost = List.of(witness.append("a"), witness.append("a"));
        copyLog("replica", "t:{0}");
        return lost;
    }

    /** Returns the birth mark after an instance has opened the log that has read up to an entry, and knows a birth mark. */
    private static EventId openedBy(EventId read, EventId known) {
        List<Object> arguments = List.of(read, RETENTION.toMillis(), known, read, "");
        return EventId.parse(REDIS.links()
                .run(RedisScript.load("open"), List.of(KEYS.meta(0), KEYS.tail(0)), arguments)
                .map(reply -> reply.get(0).toString())
                .toCompletionStage()
                .toCompletableFuture()
                .join());
    }

    @Test
    void an_event_that_is_still_in_the_log_is_no_loss_for_the_instance_that_has_appended_it() {
        EventId birth = log.open().birth();
        log.message("a", "kept");
        assertEquals(birth, log.open().birth());
        TestLog.on(REDIS).append("a");
        assertEquals(birth, log.open().birth());
    }

    /** A replica without the new birth mark takes over, and an event gets its id. */
    @Test
    void a_lost_birth_mark_whose_id_is_assigned_again_is_detected_by_an_instance_that_has_seen_it() {
        EventId future = new EventId(millis() + RETENTION.toMillis() / 2, 0);
        log.hasSeen(future);
        EventId first = log.append("a");
        copyLog("t:{0}", "replica");
        EventId birth = new EventId(first.ms(), first.seq() + 1);
        TestLog witness = TestLog.on(REDIS);
        witness.hasSeen(birth);
        assertEquals(birth, witness.open().birth());
        copyLog("replica", "t:{0}");
        assertEquals(birth, TestLog.on(REDIS).append("a"));
        assertTrue(witness.open().birth().isAfter(birth));
    }

    @Test
    void a_deletion_is_no_loss_for_a_client_that_resumes_at_the_deleted_message() {
        EventId birth = log.open().birth();
        EventId message = log.message("a", "secret");
        log.delete("a", message);
        log.append("a");
        assertEquals(birth, log.open().birth());
        assertEquals(List.of(), log.read(message, "a").gaps());
        assertEquals(3, log.tail().size(), "no entry is removed");
    }

    private static void assertUnavailable(Executable call) {
        ProblemException cause = assertInstanceOf(
                ProblemException.class,
                assertThrows(CompletionException.class, call).getCause());
        assertEquals(503, cause.problem().status());
    }

    private void assertLost(EventId cursor) {
        List<Gap> gaps = log.read(cursor, "a").gaps();
        assertEquals(1, gaps.size());
        assertTrue(gaps.get(0).lost());
    }

    private static void copyLog(String from, String to) {
        REDIS.execute("COPY", from + ":meta", to + ":meta", "REPLACE");
        REDIS.execute("COPY", from + ":tail", to + ":tail", "REPLACE");
    }

    private static long millis() {
        List<?> time = (List<?>) REDIS.execute("TIME");
        return Long.parseLong((String) time.get(0)) * 1_000 + Long.parseLong((String) time.get(1)) / 1_000;
    }
}
