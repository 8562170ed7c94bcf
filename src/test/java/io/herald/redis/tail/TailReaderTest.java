package io.herald.redis.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.EventId;
import io.herald.log.TailListener;
import io.herald.redis.connection.HandMadeRedis;
import io.herald.redis.connection.Script;
import io.herald.redis.connection.ServerInspection;
import io.herald.redis.connection.ServerRoute;
import io.herald.redis.layout.HighWaterMark;
import io.herald.redis.layout.Keys;
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

/** On links that are slow, or break often: a hand-made server sends as little as a test says. */
class TailReaderTest {

    private static final Duration BLOCK = Duration.ofMillis(500);
    private static final int LARGE = 20_000;

    /** An empty batch at the first entry. */
    private static final String POSITION_TOLD = "2-0..2-0 0";

    private final Vertx vertx = Vertx.vertx();
    private final HandMadeTail tail = new HandMadeTail();
    private final HandMadeRedis redis = new HandMadeRedis(tail);
    private final List<Long> heard = new CopyOnWriteArrayList<>();
    private final List<String> batches = new CopyOnWriteArrayList<>();
    private final AtomicInteger faults = new AtomicInteger();
    private final TailReader reader = reader();

    @AfterEach
    void close() {
        reader.close();
        redis.close();
        vertx.close();
    }

    @Test
    void a_burst_is_caught_up_over_a_link_on_which_a_read_takes_longer_than_the_longest_silence() {
        open();
        int connections = redis.connections();
        redis.trickle(4_096, 20);
        for (int i = 0; i < 40; i++) {
            tail.add(LARGE);
        }
        Await.until("all have arrived", () -> {
            assertTrue(reader.isHeard(), "bytes flow");
            return heard.size() == 40;
        });
        assertEquals(LongStream.rangeClosed(2, 41).boxed().toList(), heard);
        assertEquals(connections, redis.connections(), "nothing was begun anew");
    }

    @Test
    void what_has_arrived_is_kept_when_connections_break_in_the_middle_of_a_burst() {
        open();
        redis.breakAfter(4 * LARGE);
        for (int i = 0; i < 10; i++) {
            tail.add(LARGE);
        }
        Await.until("all have arrived", () -> heard.size() == 10);
        assertEquals(LongStream.rangeClosed(2, 11).boxed().toList(), heard);
    }

    @Test
    void a_part_of_an_answer_and_then_nothing_is_silence() {
        open();
        redis.trickle(100, Long.MAX_VALUE / 2_000_000);
        tail.add(LARGE);
        Await.until("the silence is noticed", () -> !reader.isHeard());
        redis.trickle(Integer.MAX_VALUE, 0);
        Await.until("it arrives on another connection", () -> heard.size() == 1);
    }

    @Test
    void the_tail_that_is_held_at_the_start_is_heard_of_while_it_arrives() {
        for (int i = 0; i < 40; i++) {
            tail.add(LARGE);
        }
        redis.trickle(4_096, 20);
        reader.start();
        Await.until("the first bytes", reader::isHeard);
        int connections = redis.connections();
        Await.until("all have arrived", () -> {
            assertTrue(reader.isHeard(), "bytes flow");
            return heard.size() == 40;
        });
        assertEquals(LongStream.rangeClosed(2, 41).boxed().toList(), heard);
        assertEquals(connections, redis.connections(), "nothing was begun anew");
    }

    @Test
    void the_tail_that_is_held_at_the_start_is_loaded_over_a_link_that_breaks_all_the_time() {
        for (int i = 0; i < 40; i++) {
            tail.add(LARGE);
        }
        redis.breakAfter(4 * LARGE);
        reader.start();
        Await.until("all have arrived", () -> heard.size() == 40);
        assertEquals(LongStream.rangeClosed(2, 41).boxed().toList(), heard);
    }

    @Test
    void a_listener_that_throws_finds_by_the_position_that_it_missed_a_batch_and_gets_each_later_one_once() {
        open();
        faults.set(1);
        tail.add(1);
        Await.until("the batch is refused", () -> faults.get() == 0);
        Await.until("the position is told", () -> batches.contains(POSITION_TOLD));
        tail.add(1);
        Await.until("the next one is read", () -> heard.size() == 1);
        tail.add(1);
        Await.until("the one after it is read", () -> heard.size() == 2);
        assertEquals(List.of(3L, 4L), heard);
    }

    @Test
    void the_position_is_told_until_the_listener_takes_it() {
        open();
        faults.set(3);
        tail.add(1);
        Await.until("the position is told", () -> batches.contains(POSITION_TOLD));
        assertEquals(0, faults.get());
        Await.until("the tail is read", reader::isHeard);
    }

    private void open() {
        reader.start();
        Await.until("the tail is read", reader::isHeard);
    }

    private TailReader reader() {
        Keys keys = new Keys("test", 1);
        TailQueries queries = new TailQueries(0, keys, Script.load("open"), new FixedLogConfig(BLOCK));
        return new TailReader(
                queries,
                ServerRoute.toKey(redis.alone(vertx), "tail"),
                new ServerInspection(false, unfit -> {}),
                EventLoopContext.next(vertx),
                BLOCK,
                new HighWaterMark(),
                new Listener(),
                new ControlListeners(List.of(), Runnable::run),
                Clock.systemUTC());
    }

    private final class Listener implements TailListener {

        @Override
        public void onBatch(Batch batch, Runnable done) {
            if (faults.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new AssertionError("expected by the test");
            }
            batches.add(
                    batch.after() + ".." + batch.upTo() + " " + batch.events().size());
            batch.events().forEach(event -> heard.add(event.id().ms()));
            done.run();
        }

        @Override
        public void onBirthMarkChanged(int partition, EventId birth) {}
    }
}
