package io.herald.ops.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Await;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopMonitorTest {

    /** Advances the time by so much. A running loop is never silent for more than two seconds. */
    private static final long LATER = Duration.ofSeconds(13).toNanos();

    private final EventLoopMonitor monitor = new EventLoopMonitor();
    private final DefaultEventExecutor running = new DefaultEventExecutor();
    private final DefaultEventExecutor stuck = new DefaultEventExecutor();
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void shutDown() {
        released.countDown();
        running.shutdownGracefully();
        stuck.shutdownGracefully();
    }

    @Test
    void a_loop_without_progress_is_stuck_until_it_runs_again() {
        monitor.monitor(running);
        monitor.monitor(stuck);
        assertEquals(2, monitor.loops());
        assertEquals(0, monitor.stuck());
        stuck.execute(() -> await(released));
        Await.until("one of the two is stuck", () -> monitor.stuckAt(System.nanoTime() + LATER) == 1);
        released.countDown();
        Await.until("none is stuck", () -> monitor.stuckAt(System.nanoTime() + LATER) == 0);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
