package io.herald.simulation.loop;

import io.herald.vertx.EventLoopContext;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/**
 * Creates Vert.x contexts on simulated loops. One instance of Vert.x serves all simulations, and its own loops stay idle: a
 * context needs it for its timers only, which run on the loop of the context.
 */
public final class SimulatedContexts implements AutoCloseable {

    private static final long LATER = 1_000_000_000;

    private static final class Shared {
        private static final Vertx VERTX = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
    }

    private final Scheduler scheduler;
    private final long firstTimer;

    public SimulatedContexts(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.firstTimer = nextTimer();
    }

    public EventLoopContext on(Host host, SimulatedLoop loop) {
        return EventLoopContext.on(Shared.VERTX, loop, scheduler::nanoTime, host::random);
    }

    private static long nextTimer() {
        long timer = Shared.VERTX.setTimer(LATER, late -> {});
        Shared.VERTX.cancelTimer(timer);
        return timer;
    }

    /** Cancels all timers of the simulation: Vert.x would hold them, and with them the whole simulation, forever. */
    @Override
    public void close() {
        long last = nextTimer();
        for (long timer = firstTimer + 1; timer < last; timer++) {
            Shared.VERTX.cancelTimer(timer);
        }
    }
}
