package io.herald.redis.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.log.Append;
import io.herald.log.EventLog.Appended;
import io.herald.testing.Await;
import io.netty.channel.DefaultEventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AppendCoalescerTest {

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final List<List<String>> calls = new CopyOnWriteArrayList<>();
    private final AppendCoalescer appendCoalescer = new AppendCoalescer(this::call);

    @AfterEach
    void shutDown() {
        loop.shutdownGracefully();
    }

    private List<Future<Appended>> call(List<Append> events) {
        calls.add(events.stream().map(Append::event).toList());
        return events.stream()
                .map(event -> event.event().equals("rejected")
                        ? Future.<Appended>failedFuture("rejected")
                        : Future.succeededFuture(new Appended(0, EventId.ZERO, false)))
                .toList();
    }

    private Future<Appended> append(String name) {
        return appendCoalescer.append(event(name));
    }

    private static Append event(String name) {
        return new Append(List.of(Channel.EVERYONE), name, new byte[0], EventAttributes.DURABLE);
    }

    /** Runs the action in one turn of the loop, and waits for the next turn. */
    private <T> T inOneTurn(Callable<T> action) throws Exception {
        T result = loop.submit(action).get();
        loop.submit(() -> {}).get();
        return result;
    }

    @Test
    void appends_of_one_turn_are_one_call_in_the_same_order() throws Exception {
        inOneTurn(() -> List.of(append("a"), append("b"), append("c")));
        inOneTurn(() -> append("d"));
        assertEquals(List.of(List.of("a", "b", "c"), List.of("d")), calls);
    }

    @Test
    void appends_wait_for_a_call_in_progress_and_then_share_the_next_one() throws Exception {
        Promise<Appended> inProgress = Promise.promise();
        AppendCoalescer slow = new AppendCoalescer(events -> {
            List<Future<Appended>> results = call(events);
            return calls.size() == 1 ? List.of(inProgress.future()) : results;
        });
        inOneTurn(() -> slow.append(event("a")));
        Future<Appended> second = inOneTurn(() -> {
            Future<Appended> waiting = slow.append(event("b"));
            loop.execute(() -> {
                slow.append(event("c"));
                loop.execute(() -> inProgress.fail("rejected"));
            });
            return waiting;
        });
        Await.until("the second call ends", second::isComplete);
        assertEquals(List.of(List.of("a"), List.of("b", "c")), calls);
    }

    @Test
    void a_call_without_an_answer_delays_the_next_one_only_for_a_moment() throws Exception {
        AppendCoalescer hanging = new AppendCoalescer(events -> {
            List<Future<Appended>> results = call(events);
            return calls.size() == 1 ? List.of(Promise.<Appended>promise().future()) : results;
        });
        inOneTurn(() -> hanging.append(event("a")));
        Future<Appended> second = inOneTurn(() -> hanging.append(event("b")));
        Await.until("the second call ends", second::isComplete);
        assertEquals(List.of(List.of("a"), List.of("b")), calls);
    }

    @Test
    void an_idle_log_delays_no_append_after_the_end_of_a_wait_and_of_a_call_have_coincided() throws Exception {
        Promise<Appended> inProgress = Promise.promise();
        AppendCoalescer slow = new AppendCoalescer(events -> {
            List<Future<Appended>> results = call(events);
            return calls.size() == 1 ? List.of(inProgress.future()) : results;
        });
        inOneTurn(() -> slow.append(event("a")));
        loop.execute(() -> {
            slow.append(event("b"));
            long waitEnds = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AppendCoalescer.MAX_WAIT_MS);
            while (System.nanoTime() <= waitEnds) {
                Thread.onSpinWait();
            }
        });
        loop.execute(() -> inProgress.fail("rejected"));
        loop.submit(() -> {}).get();
        loop.submit(() -> {}).get();
        inOneTurn(() -> slow.append(event("c")));
        assertEquals(List.of(List.of("a"), List.of("b"), List.of("c")), calls);
    }

    @Test
    void each_append_has_its_own_result() throws Exception {
        List<Future<Appended>> results = inOneTurn(() -> List.of(append("a"), append("rejected"), append("c")));
        assertTrue(results.get(0).succeeded());
        assertTrue(results.get(1).failed());
        assertTrue(results.get(2).succeeded());
    }

    @Test
    void an_append_outside_of_an_event_loop_is_an_immediate_call() {
        assertTrue(append("a").succeeded());
        assertEquals(List.of(List.of("a")), calls);
    }

    @Test
    void an_unexpected_exception_fails_all_appends_of_the_turn() throws Exception {
        AppendCoalescer broken = new AppendCoalescer(events -> {
            throw new IllegalStateException("expected by the test");
        });
        List<Future<Appended>> results = inOneTurn(() -> List.of(broken.append(event("a")), broken.append(event("b"))));
        assertTrue(results.stream().allMatch(Future::failed));
    }
}
