package io.herald.ops;

import io.herald.hub.Hub;
import io.herald.log.EventLog;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Observes the log all the time, so that a probe is answered at once: to ask a Redis that hangs takes longer than
 * Kubernetes waits, and all instances would be unready for it.
 */
@ApplicationScoped
class LogMonitor {

    private static final Logger LOG = Logger.getLogger(LogMonitor.class);
    private static final Duration PERIOD = Duration.ofMillis(500);

    enum State {
        STARTING,
        HEARD,
        /** Redis answers nobody, so far as can be seen from here. */
        AWAY,
        /** Redis answers, and this instance's readers hear nothing. */
        STUCK
    }

    /** What is observed. */
    interface Readers {

        /** Whether the tail of every partition has been read once since the start. */
        boolean isOpen();

        /** Whether Redis sends something to the reader of every partition. */
        boolean isHeard();

        /** Whether Redis answers on a new connection. Never fails. */
        Uni<Boolean> isReachable();
    }

    private final Readers readers;
    private final RedisReachability redisReachability = new RedisReachability();
    private State state = State.STARTING;

    @Inject
    LogMonitor(Hub hub, EventLog log) {
        this(new Readers() {
            @Override
            public boolean isOpen() {
                return hub.isOpen();
            }

            @Override
            public boolean isHeard() {
                return IntStream.range(0, log.partitions()).allMatch(log::isTailAlive);
            }

            @Override
            public Uni<Boolean> isReachable() {
                return log.isReachable();
            }
        });
    }

    LogMonitor(Readers readers) {
        this.readers = readers;
    }

    void start(@Observes StartupEvent started, PeriodicTasks tasks) {
        tasks.start("log.watch", TaskTiming.every(PERIOD).immediately(), PeriodicWork.async(this::look));
    }

    /** That the tail is heard is known at once, and not at the next look: a start waits for nothing else. */
    synchronized State state() {
        if (readers.isOpen() && readers.isHeard()) {
            become(State.HEARD);
        }
        return state;
    }

    /**
     * Whether this instance may serve. One that has never heard from Redis may be configured with a wrong address or
     * password: if its absence counted as ready, a rollout would replace every working instance with such ones.
     */
    boolean isReady() {
        State now = state();
        return now == State.HEARD || (now == State.AWAY && readers.isOpen());
    }

    String description() {
        return switch (state()) {
            case STARTING -> "starting";
            case HEARD -> "heard";
            case AWAY -> readers.isOpen() ? "degraded: away" : "not reached since the start";
            case STUCK -> "stuck";
        };
    }

    Uni<Void> look() {
        // On a slow link the first read of the tail takes long, and is no reason for alarm as long as bytes arrive.
        if (readers.isHeard()) {
            redisReachability.forget();
            state();
            return Uni.createFrom().voidItem();
        }
        return readers.isReachable()
                .onFailure()
                .recoverWithItem(false)
                .invoke(this::answered)
                .replaceWithVoid();
    }

    private void answered(boolean reachable) {
        if (readers.isHeard()) {
            redisReachability.forget();
            state();
        } else {
            redisReachability.add(reachable).ifPresent(this::become);
        }
    }

    private synchronized void become(State next) {
        if (state != next) {
            LOG.infof("log.state was=%s is=%s", state, next);
            state = next;
        }
    }
}
