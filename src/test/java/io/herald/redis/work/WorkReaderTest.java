package io.herald.redis.work;

import static io.herald.redis.work.TestWorker.GROUP;
import static io.herald.redis.work.TestWorker.QUEUE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.redis.RealRedis;
import io.herald.redis.TestLog;
import io.herald.redis.connection.ServerResolver;
import io.herald.redis.work.WorkQueries.WorkScripts;
import io.herald.testing.Await;
import io.herald.vertx.EventLoopContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A batch is finished when its handler has processed it, and not before. */
class WorkReaderTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final TestLog log = TestLog.with(REDIS, TestLog.RETENTION, 10_000);
    private final List<List<EventId>> batches = new CopyOnWriteArrayList<>();
    private volatile Function<List<Event>, Uni<List<Event>>> handler = batch -> processed();
    private final WorkReader reader = new WorkReader(
            new WorkQueries(0, QUEUE, GROUP, Duration.ofMillis(100), REDIS.links(), WorkScripts.load()),
            ServerResolver.toKey(REDIS.servers(), QUEUE),
            EventLoopContext.next(REDIS.vertx()),
            this::handle);

    @AfterEach
    void close() {
        reader.close();
    }

    private Uni<List<Event>> handle(List<Event> batch) {
        batches.add(TestLog.ids(batch));
        return handler.apply(batch);
    }

    private static Uni<List<Event>> processed() {
        return Uni.createFrom().item(List.of());
    }

    /** Adds entries to the queue. */
    private List<EventId> enqueue(int events) {
        return log.appendAll(Collections.nCopies(events, TestLog.event("a").withWork())).stream()
                .map(appended -> appended.id())
                .toList();
    }

    private List<EventId> handled() {
        List<EventId> all = new ArrayList<>();
        batches.forEach(all::addAll);
        return all;
    }

    private static long length() {
        return (Long) REDIS.execute("XLEN", QUEUE);
    }

    private static int consumers() {
        return ((List<?>) REDIS.execute("XINFO", "CONSUMERS", QUEUE, GROUP)).size();
    }

    @Test
    void every_entry_is_handled_once_in_the_order_of_the_queue_and_removed() {
        List<EventId> before = enqueue(3);
        reader.start();
        Await.until("the queue is empty", () -> length() == 0);
        List<EventId> ids = new ArrayList<>(before);
        ids.addAll(enqueue(2));
        Await.until("the queue is empty again", () -> length() == 0);
        assertEquals(ids, handled());
    }

    @Test
    void a_batch_whose_handler_fails_or_throws_is_repeated_until_it_succeeds() {
        List<Function<List<Event>, Uni<List<Event>>>> attempts = new CopyOnWriteArrayList<>(List.of(
                batch -> Uni.createFrom().failure(new IllegalStateException("expected by the test")),
                batch -> {
                    throw new AssertionError("expected by the test");
                },
                batch -> processed()));
        handler = batch -> attempts.remove(0).apply(batch);
        List<EventId> ids = enqueue(2);
        reader.start();
        Await.until("the queue is empty", () -> length() == 0);
        assertEquals(List.of(ids, ids, ids), batches);
    }

    @Test
    void a_batch_whose_handler_returns_no_result_is_repeated() {
        List<Uni<List<Event>>> results =
                new CopyOnWriteArrayList<>(List.of(Uni.createFrom().nullItem(), processed()));
        handler = batch -> results.remove(0);
        List<EventId> ids = enqueue(2);
        reader.start();
        Await.until("the queue is empty", () -> length() == 0);
        assertEquals(List.of(ids, ids), batches);
    }

    @Test
    void an_attempt_ends_before_its_entries_count_as_abandoned() {
        Duration calls = TestLog.config().timeout();
        assertTrue(WorkReader.HANDLER_TIMEOUT.plus(calls).compareTo(WorkQueries.ABANDONED_AFTER) < 0);
    }

    @Test
    void the_hold_of_an_entry_is_renewed_before_it_is_handled_again() {
        UniEmitter<? super List<Event>> first = startWithRunningBatch();
        makeIdle();
        first.fail(new IllegalStateException("expected by the test"));
        Await.until("the batch is handled again", () -> batches.size() == 2);
        try (TestWorker other = TestWorker.join(REDIS)) {
            assertEquals(List.of(), other.claimAbandoned());
        }
    }

    @Test
    void an_entry_that_another_worker_has_claimed_is_not_handled_again() {
        UniEmitter<? super List<Event>> first = startWithRunningBatch();
        try (TestWorker other = TestWorker.join(REDIS)) {
            makeIdle();
            assertEquals(1, other.claimAbandoned().size());
            List<EventId> next = enqueue(1);
            first.fail(new IllegalStateException("expected by the test"));
            Await.until("the next batch is handled", () -> batches.size() == 2);
            assertEquals(next, batches.get(1));
        }
    }

    /** Starts the reader with one entry, whose handler runs until the test completes it. */
    private UniEmitter<? super List<Event>> startWithRunningBatch() {
        AtomicReference<UniEmitter<? super List<Event>>> running = new AtomicReference<>();
        handler = batch -> Uni.createFrom().emitter(emitter -> running.set(emitter));
        enqueue(1);
        reader.start();
        Await.until("the batch is handled", () -> running.get() != null);
        return running.get();
    }

    @Test
    void no_other_entry_is_read_until_the_batch_is_finished() {
        UniEmitter<? super List<Event>> first = startWithRunningBatch();
        List<EventId> second = enqueue(1);
        assertEquals(1, batches.size());
        assertEquals(2, length());
        handler = batch -> processed();
        first.complete(List.of());
        Await.until("the queue is empty", () -> length() == 0);
        assertEquals(second, batches.get(1));
    }

    @Test
    void a_reconnect_while_a_batch_is_in_progress_reads_no_other_batch() {
        startWithRunningBatch();
        REDIS.execute("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        Await.until(
                "the reader has joined again",
                () -> REDIS.execute("CLIENT", "LIST").toString().contains("cmd=xgroup"));
        Await.until("the links are open again", () -> !enqueue(1).isEmpty());
        assertEquals(1, batches.size());
    }

    @Test
    void an_event_that_no_retry_can_process_is_kept_aside_and_its_batch_is_finished() {
        handler = batch -> Uni.createFrom().item(List.of(batch.get(1)));
        List<EventId> ids = enqueue(3);
        reader.start();
        Await.until("the queue is empty", () -> length() == 0);
        String aside = REDIS.execute("XRANGE", QUEUE + ":aside", "-", "+").toString();
        assertEquals(
                List.of(false, true, false),
                ids.stream().map(id -> aside.contains(id.toString())).toList());
    }

    @Test
    void the_entries_of_a_dead_worker_are_handled_before_new_ones() {
        List<EventId> abandoned = enqueue(2);
        try (TestWorker dead = TestWorker.join(REDIS)) {
            dead.next().forEach(dead::abandon);
            List<EventId> fresh = enqueue(1);
            reader.start();
            Await.until("the queue is empty", () -> length() == 0);
            assertEquals(List.of(abandoned, fresh), batches);
        }
    }

    @Test
    void a_closed_reader_leaves_no_consumer() {
        enqueue(1);
        reader.start();
        Await.until("the queue is empty", () -> length() == 0);
        assertEquals(1, consumers());
        reader.close();
        Await.until("its consumer is deleted", () -> consumers() == 0);
    }

    /** Without its consumer, the entry would belong to nobody, and no worker could claim it. */
    @Test
    void a_reader_that_is_closed_while_its_handler_runs_leaves_the_entry_to_others() {
        startWithRunningBatch();
        reader.close();
        try (TestWorker other = TestWorker.join(REDIS)) {
            assertEquals(List.of(), other.claimAbandoned());
            makeIdle();
            List<EventId> claimed = other.claimAbandoned().stream()
                    .map(work -> work.event().id())
                    .toList();
            assertEquals(batches.get(0), claimed);
        }
    }

    private static void makeIdle() {
        List<?> pending = (List<?>) ((List<?>) REDIS.execute("XPENDING", QUEUE, GROUP, "-", "+", "1")).get(0);
        TestWorker.makeIdle(REDIS, (String) pending.get(1), (String) pending.get(0));
    }

    @Test
    void a_reader_joins_the_queue_again_after_a_flush() {
        enqueue(1);
        reader.start();
        Await.until("the queue is empty", () -> length() == 0);
        REDIS.flush();
        List<EventId> ids = enqueue(1);
        Await.until("the entry is handled", () -> handled().containsAll(ids));
    }

    @Test
    void a_large_backlog_is_handled_in_several_batches() {
        int entries = 3_000;
        IntStream.range(0, entries / 500).forEach(i -> enqueue(500));
        reader.start();
        Await.until("the queue is empty", () -> length() == 0);
        assertEquals(entries, handled().size());
        assertTrue(batches.size() > 1, "batches: " + batches.size());
    }
}
