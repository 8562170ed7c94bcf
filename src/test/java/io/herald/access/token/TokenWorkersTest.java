package io.herald.access.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.problem.ProblemException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TokenWorkersTest {
    @Test
    void tasks_beyond_the_queue_are_refused_and_accepted_tasks_complete() throws InterruptedException {
        var workers = new TokenWorkers();
        var release = new CountDownLatch(1);
        var refused = new AtomicInteger();
        var done = new AtomicInteger();
        int tasks = 20_000;
        var finished = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            workers.run(() -> await(release))
                    .subscribe()
                    .with(
                            result -> {
                                done.incrementAndGet();
                                finished.countDown();
                            },
                            failure -> {
                                assertEquals(
                                        503,
                                        ((ProblemException) failure).problem().status());
                                refused.incrementAndGet();
                                finished.countDown();
                            });
        }
        assertTrue(refused.get() > 10_000, "refused at once: " + refused);
        release.countDown();
        finished.await();
        workers.stop();
        assertEquals(tasks, done.get() + refused.get());
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
