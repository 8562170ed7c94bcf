package io.herald.redis.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.log.WorkHandler;
import io.herald.log.WorkQueue.Backlog;
import io.herald.problem.Problem;
import io.herald.redis.RealRedis;
import io.herald.redis.TestLog;
import io.herald.testing.Await;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An entry is finished when every handler that accepts it has processed it or has failed permanently. */
class RedisWorkQueueTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final TestLog log = TestLog.on(REDIS);
    private final RecordingHandler inbox = new RecordingHandler("notification");
    private final RecordingHandler messages = new RecordingHandler("message");
    private final RedisWorkQueue work =
            new RedisWorkQueue(REDIS.links(), TestLog.KEYS, TestLog.config(), List.of(inbox, messages));

    /** Accepts the events of some names, and records those that it has processed. */
    private static final class RecordingHandler implements WorkHandler {

        private final List<String> accepted = new CopyOnWriteArrayList<>();
        private final List<EventId> processed = new CopyOnWriteArrayList<>();

        /** Returns why a batch fails; null if it does not. */
        private volatile Function<List<EventId>, Throwable> failure = batch -> null;

        RecordingHandler(String event) {
            accepted.add(event);
        }

        @Override
        public boolean accepts(Event event) {
            return accepted.contains(event.name());
        }

        @Override
        public Uni<Void> handle(List<Event> batch) {
            List<EventId> ids = TestLog.ids(batch);
            Throwable why = failure.apply(ids);
            if (why != null) {
                return Uni.createFrom().failure(why);
            }
            processed.addAll(ids);
            return Uni.createFrom().voidItem();
        }
    }

    @AfterEach
    void close() {
        work.close();
    }

    private EventId enqueue(String event) {
        return log.append(TestLog.event(event, "", EventAttributes.DURABLE, "a").withWork())
                .id();
    }

    private List<EventId> enqueue(String event, int count) {
        return IntStream.range(0, count).mapToObj(i -> enqueue(event)).toList();
    }

    private void start() {
        work.start(REDIS.vertx(), REDIS.servers());
    }

    private void awaitFinished() {
        Await.until("the queue is empty", () -> backlog().entries() == 0);
    }

    private Backlog backlog() {
        return work.backlog().await().atMost(Duration.ofSeconds(10));
    }

    private static Throwable expected() {
        return new IllegalStateException("expected by the test");
    }

    @Test
    void each_handler_receives_the_events_that_it_accepts() {
        EventId notification = enqueue("notification");
        EventId message = enqueue("message");
        enqueue("tick");
        start();
        awaitFinished();
        assertEquals(List.of(notification), inbox.processed);
        assertEquals(List.of(message), messages.processed);
    }

    @Test
    void one_event_that_cannot_be_processed_neither_blocks_nor_fails_the_others() {
        List<EventId> ids = enqueue("notification", 20);
        EventId faulty = ids.get(13);
        inbox.failure = batch -> batch.contains(faulty) ? expected() : null;
        start();
        awaitFinished();
        List<EventId> others = new ArrayList<>(ids);
        others.remove(faulty);
        assertEquals(others, inbox.processed);
        assertEquals(1, work.setAside());
    }

    @Test
    void an_event_that_one_handler_cannot_process_is_processed_by_the_other_and_kept_aside() {
        messages.accepted.add("notification");
        EventId id = enqueue("notification");
        inbox.failure = batch -> expected();
        start();
        awaitFinished();
        assertEquals(List.of(id), messages.processed);
        assertEquals(1, work.setAside());
        assertTrue(REDIS.execute("XRANGE", TestWorker.QUEUE + ":aside", "-", "+")
                .toString()
                .contains(id.toString()));
    }

    @Test
    void while_the_database_is_unavailable_a_batch_is_repeated_and_nothing_is_set_aside() {
        List<EventId> ids = enqueue("notification", 3);
        List<List<EventId>> attempts = new CopyOnWriteArrayList<>();
        inbox.failure = batch -> {
            attempts.add(batch);
            return attempts.size() > 2
                    ? null
                    : Problem.unavailable("The database is unavailable.", Duration.ofSeconds(1))
                            .asException();
        };
        start();
        awaitFinished();
        assertEquals(List.of(ids, ids, ids), attempts);
        assertEquals(0, work.setAside());
    }

    @Test
    void the_backlog_counts_the_entries_and_tells_the_age_of_the_oldest() {
        assertEquals(Backlog.NONE, backlog());
        EventId first = enqueue("notification");
        enqueue("message");
        Backlog backlog = backlog();
        assertEquals(2, backlog.entries());
        assertTrue(Math.abs(backlog.since() - first.ms()) < 1_000, backlog::toString);
    }
}
