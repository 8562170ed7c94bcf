package io.herald.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.problem.ProblemException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TokenWorkersTest {
    @Test
    void a_flood_is_told_to_come_back_and_what_was_taken_is_done() throws InterruptedException {
        var workers = new TokenWorkers();
        var open = new CountDownLatch(1);
        var refused = new AtomicInteger();
        var done = new AtomicInteger();
        int flood = 20_000;
        var all = new CountDownLatch(flood);
        for (int i = 0; i < flood; i++) {
            workers.run(() -> await(open))
                    .subscribe()
                    .with(
                            fine -> {
                                done.incrementAndGet();
                                all.countDown();
                            },
                            failure -> {
                                assertEquals(
                                        503,
                                        ((ProblemException) failure).problem().status());
                                refused.incrementAndGet();
                                all.countDown();
                            });
        }
        assertTrue(refused.get() > 10_000, "refused at once: " + refused);
        open.countDown();
        all.await();
        workers.stop();
        assertEquals(flood, done.get() + refused.get());
        assertTrue(done.get() >= 4_096, "done: " + done);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
