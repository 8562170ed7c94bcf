package io.herald.redis.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.EventId;
import io.herald.log.TailListener;
import io.herald.testing.Await;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A listener that throws does not block the dispatcher. The test thread acts as the event loop. */
class BatchDispatcherTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger finished = new AtomicInteger();
    private final List<Runnable> unfinished = new ArrayList<>();
    private final TailListener listener = new TailListener() {

        @Override
        public void onBatch(Batch batch, Runnable done) {
            unfinished.add(done);
            if (throwing) {
                throw new AssertionError("expected by the test");
            }
        }

        @Override
        public void onBirthMarkChanged(int partition, EventId birth) {
            throw new AssertionError("expected by the test");
        }
    };
    private final BatchDispatcher batches = new BatchDispatcher(
            listener, EventLoopContext.next(vertx), position -> finished.incrementAndGet(), Clock.systemUTC());
    private boolean throwing;

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void a_batch_for_which_the_listener_throws_is_finished_and_counts_as_missed() {
        dispatchWithFailure();
        dispatchWithFailure();
        dispatchWithFailure();
        assertFalse(batches.isFull());
        assertTrue(batches.hasFailed());
        dispatch();
        assertFalse(batches.hasFailed());
    }

    @Test
    void a_batch_is_finished_once() {
        dispatchWithFailure();
        dispatch();
        dispatch();
        assertTrue(batches.isFull());
        unfinished.get(0).run();
        unfinished.get(1).run();
        unfinished.get(1).run();
        unfinished.get(2).run();
        Await.until("both batches are finished", () -> finished.get() >= 2);
        dispatch();
        assertFalse(batches.isFull());
        assertEquals(2, finished.get());
    }

    @Test
    void a_new_birth_mark_for_which_the_listener_throws_counts_as_missed() {
        assertThrows(AssertionError.class, () -> batches.birthMarkChanged(0, new EventId(1, 0)));
        assertTrue(batches.hasFailed());
    }

    private void dispatchWithFailure() {
        throwing = true;
        assertThrows(AssertionError.class, this::dispatch);
        throwing = false;
    }

    private void dispatch() {
        batches.dispatch(new TailListener.Batch(0, EventId.ZERO, new EventId(1, 0), List.of()), true);
    }
}
