package io.herald.redis.work;

import static io.herald.redis.work.TestWorker.GROUP;
import static io.herald.redis.work.TestWorker.QUEUE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.EventId;
import io.herald.log.Append.Push;
import io.herald.redis.RealRedis;
import io.herald.redis.TestLog;
import io.herald.redis.work.WorkQueries.OrphanPage;
import io.herald.redis.work.WorkQueries.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A work queue on a real Redis: every entry is finished once, whichever worker has read it. */
class WorkQueueTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final TestLog log = TestLog.with(REDIS, TestLog.RETENTION, 10_000);
    private TestWorker worker;

    @BeforeEach
    void join() {
        worker = TestWorker.join(REDIS);
    }

    @AfterEach
    void close() {
        worker.close();
    }

    private List<EventId> enqueue(int events) {
        return log.appendAll(Collections.nCopies(events, TestLog.event("a").withWork())).stream()
                .map(appended -> appended.id())
                .toList();
    }

    private static List<EventId> ids(List<Work> work) {
        return work.stream().map(one -> one.event().id()).toList();
    }

    @Test
    void a_finished_entry_is_neither_in_the_queue_nor_pending() {
        List<EventId> ids = enqueue(3);
        List<Work> work = worker.next();
        assertEquals(ids, ids(work));
        worker.finish(work, List.of(work.get(1)));
        assertEquals(0L, length(QUEUE));
        assertEquals(0, pending());
        String aside = REDIS.execute("XRANGE", QUEUE + ":aside", "-", "+").toString();
        assertTrue(aside.contains(ids.get(1).toString()), aside);
        assertEquals(1L, length(QUEUE + ":aside"));
    }

    @Test
    void an_entry_goes_to_one_worker() {
        List<EventId> ids = enqueue(2);
        assertEquals(ids, ids(worker.next()));
        try (TestWorker other = TestWorker.join(REDIS)) {
            assertEquals(List.of(), other.next());
        }
    }

    @Test
    void an_entry_that_its_worker_has_abandoned_is_claimed_and_one_in_progress_is_not() {
        enqueue(2);
        List<Work> work = worker.next();
        try (TestWorker other = TestWorker.join(REDIS)) {
            assertEquals(List.of(), other.claimAbandoned());
            worker.abandon(work.get(0));
            assertEquals(List.of(work.get(0).entry()), entries(other.claimAbandoned()));
            assertEquals(List.of(), worker.claimAbandoned(), "it has a new owner");
        }
    }

    @Test
    void a_worker_that_leaves_with_an_entry_leaves_it_to_others() {
        enqueue(1);
        List<Work> work = worker.next();
        worker.leave();
        assertEquals(1, pending());
        worker.finish(work, List.of());
        worker.leave();
        assertEquals(List.of(), REDIS.execute("XINFO", "CONSUMERS", QUEUE, GROUP));
    }

    @Test
    void the_cleanup_deletes_acknowledged_entries_of_all_pages_and_no_others() {
        enqueue(450);
        List<Work> read = worker.next();
        List<String> held = new ArrayList<>();
        List<String> acknowledge = new ArrayList<>(List.of("XACK", QUEUE, GROUP));
        IntStream.range(0, read.size())
                .forEach(i -> (i % 2 == 0 ? held : acknowledge).add(read.get(i).entry()));
        REDIS.execute(acknowledge.toArray(String[]::new));
        enqueue(1);

        long deleted = 0;
        int pages = 0;
        for (String after = "-"; !after.isEmpty(); pages++) {
            OrphanPage page = TestLog.result(worker.queries().deleteOrphans(after));
            deleted += page.deleted();
            after = page.next();
        }
        assertEquals(225, deleted);
        assertTrue(pages > 1, "pages: " + pages);
        assertEquals(226L, length(QUEUE), "an entry that nobody has read is no orphan");
        assertEquals(held.size(), pending());
    }

    @Test
    void an_event_that_is_not_in_the_log_is_queued_in_the_order_of_acceptance() {
        List<Push> pushes =
                List.of(Push.NEVER, Push.ALWAYS, Push.NEVER, Push.NEVER, Push.ALWAYS, Push.NEVER, Push.ALWAYS);
        log.appendAll(pushes.stream()
                .map(push -> TestLog.event("a").withWork().push(push))
                .toList());
        List<EventId> queued = ids(worker.next());
        assertEquals(queued.stream().sorted().toList(), queued);
        assertTrue(queued.get(1).isBefore(queued.get(4)));
        assertTrue(queued.get(4).isBefore(queued.get(6)));
    }

    @Test
    void positions_in_the_queue_do_not_decrease_if_the_clock_is_set_back() {
        log.append("a");
        EventId last = new EventId(9_999_999_999_999L, 3);
        REDIS.execute("HSET", TestLog.KEYS.meta(0), "last", last.toString());
        for (Push push : List.of(Push.NEVER, Push.ALWAYS, Push.NEVER)) {
            log.append(TestLog.event("a").withWork().push(push));
        }
        EventId next = new EventId(last.ms(), last.seq() + 1);
        assertEquals(List.of(last, next, next), ids(worker.next()));
    }

    private static List<String> entries(List<Work> work) {
        return work.stream().map(Work::entry).toList();
    }

    private static Object length(String stream) {
        return REDIS.execute("XLEN", stream);
    }

    private static int pending() {
        return ((List<?>) REDIS.execute("XPENDING", QUEUE, GROUP, "-", "+", "1000")).size();
    }
}
