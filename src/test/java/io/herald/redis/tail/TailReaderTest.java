package io.herald.redis.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.EventId;
import io.herald.log.TailListener;
import io.herald.redis.connection.FakeRedisServer;
import io.herald.redis.connection.RedisScript;
import io.herald.redis.connection.ServerInspector;
import io.herald.redis.connection.ServerResolver;
import io.herald.redis.layout.EntryIdentity;
import io.herald.redis.layout.HighWaterMark;
import io.herald.redis.layout.RedisKeys;
import io.herald.testing.Await;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tail reader on links that are slow or break often. */
class TailReaderTest {

    private static final Duration BLOCK = Duration.ofMillis(500);
    private static final int LARGE = 20_000;

    /** The empty batch that reports the position of the first entry. */
    private static final String POSITION_REPORT = "2-0..2-0 0";

    private final Vertx vertx = Vertx.vertx();
    private final FakeTailServer tail = new FakeTailServer();
    private final FakeRedisServer redis = new FakeRedisServer(tail);
    private final List<Long> received = new CopyOnWriteArrayList<>();
    private final List<String> batches = new CopyOnWriteArrayList<>();
    private final AtomicInteger faults = new AtomicInteger();
    private final HighWaterMark mark = new HighWaterMark();
    private final TailReader reader = reader();

    @AfterEach
    void close() {
        reader.close();
        redis.close();
        vertx.close();
    }

    @Test
    void a_burst_arrives_over_a_link_whose_reads_take_longer_than_the_silence_limit() {
        open();
        int connections = redis.connections();
        redis.trickle(4_096, 20);
        for (int i = 0; i < 40; i++) {
            tail.add(LARGE);
        }
        Await.until("all events have arrived", () -> {
            assertTrue(reader.isReceiving(), "bytes flow");
            return received.size() == 40;
        });
        assertEquals(LongStream.rangeClosed(2, 41).boxed().toList(), received);
        assertEquals(connections, redis.connections(), "the reader reconnected");
    }

    @Test
    void events_received_before_a_broken_connection_are_kept_during_a_burst() {
        open();
        redis.breakAfter(4 * LARGE);
        for (int i = 0; i < 10; i++) {
            tail.add(LARGE);
        }
        Await.until("all events have arrived", () -> received.size() == 10);
        assertEquals(LongStream.rangeClosed(2, 11).boxed().toList(), received);
    }

    @Test
    void silence_after_a_part_of_a_reply_is_detected() {
        open();
        redis.trickle(100, Long.MAX_VALUE / 2_000_000);
        tail.add(LARGE);
        Await.until("the silence is detected", () -> !reader.isReceiving());
        redis.trickle(Integer.MAX_VALUE, 0);
        Await.until("the event arrives on another connection", () -> received.size() == 1);
    }

    @Test
    void the_reader_counts_as_receiving_while_the_initial_tail_arrives() {
        for (int i = 0; i < 40; i++) {
            tail.add(LARGE);
        }
        redis.trickle(4_096, 20);
        reader.start();
        Await.until("the first bytes arrive", reader::isReceiving);
        int connections = redis.connections();
        Await.until("all events have arrived", () -> {
            assertTrue(reader.isReceiving(), "bytes flow");
            return received.size() == 40;
        });
        assertEquals(LongStream.rangeClosed(2, 41).boxed().toList(), received);
        assertEquals(connections, redis.connections(), "the reader reconnected");
    }

    @Test
    void the_initial_tail_is_loaded_over_a_link_that_breaks_repeatedly() {
        for (int i = 0; i < 40; i++) {
            tail.add(LARGE);
        }
        redis.breakAfter(4 * LARGE);
        reader.start();
        Await.until("all events have arrived", () -> received.size() == 40);
        assertEquals(LongStream.rangeClosed(2, 41).boxed().toList(), received);
    }

    @Test
    void a_listener_that_throws_receives_the_position_and_each_later_batch_once() {
        open();
        faults.set(1);
        tail.add(1);
        Await.until("the listener throws", () -> faults.get() == 0);
        Await.until("the position is reported", () -> batches.contains(POSITION_REPORT));
        tail.add(1);
        Await.until("the next event is received", () -> received.size() == 1);
        tail.add(1);
        Await.until("the event after it is received", () -> received.size() == 2);
        assertEquals(List.of(3L, 4L), received);
    }

    @Test
    void the_position_is_reported_until_the_listener_accepts_it() {
        open();
        faults.set(3);
        tail.add(1);
        Await.until("the position is reported", () -> batches.contains(POSITION_REPORT));
        assertEquals(0, faults.get());
        Await.until("the tail is read", reader::isReceiving);
    }

    /** The mark has moved on since. */
    @Test
    void the_last_append_over_a_connection_that_is_lost_is_checked() {
        open();
        EntryIdentity appended = new EntryIdentity(new EventId(7, 0), "appended", new byte[0]);
        mark.appended("connection", appended);
        mark.advanceTo(new EntryIdentity(new EventId(8, 0), "later", new byte[0]));
        mark.connectionLost("connection");
        Await.until("the entry is checked", () -> tail.hasOpened(appended.digest()));
    }

    /** By it, reads of histories recognize a former master. */
    @Test
    void the_birth_mark_that_the_reader_has_found_is_recorded() {
        open();
        assertEquals(new EventId(1, 0), mark.birth());
    }

    private void open() {
        reader.start();
        Await.until("the initial tail is delivered", () -> !batches.isEmpty());
        Await.until("the tail is read", reader::isReceiving);
    }

    private TailReader reader() {
        RedisKeys keys = new RedisKeys("test", 1);
        TailQueries queries = new TailQueries(0, keys, RedisScript.load("open"), new FixedLogConfig(BLOCK));
        return new TailReader(
                queries,
                null,
                ServerResolver.toKey(redis.alone(vertx), "tail"),
                new ServerInspector(false, unfit -> {}),
                EventLoopContext.next(vertx),
                BLOCK,
                mark,
                new Listener(),
                new ControlListeners(List.of(), Runnable::run),
                Clock.systemUTC());
    }

    private final class Listener implements TailListener {

        @Override
        public void onBatch(Batch batch, Runnable done) {
            if (faults.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
                throw new AssertionError("expected by the test");
            }
            batches.add(
                    batch.after() + ".." + batch.upTo() + " " + batch.events().size());
            batch.events().forEach(event -> received.add(event.id().ms()));
            done.run();
        }

        @Override
        public void onBirthMarkChanged(int partition, EventId birth) {}
    }
}
