package io.herald.ops.health;

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
import org.jboss.logging.Logger.Level;

/**
 * Monitors the tail readers and Redis continuously, so that health checks return a cached result. A check that waits for a
 * hanging Redis exceeds the timeout of a Kubernetes probe, and all instances would become unready.
 */
@ApplicationScoped
class TailMonitor {

    private static final Logger LOG = Logger.getLogger(TailMonitor.class);
    private static final Duration PERIOD = Duration.ofMillis(500);

    /** The connections to Redis that this class observes. */
    interface Connections {

        /** Returns whether the tail of every partition has been read once since the start. */
        boolean isOpen();

        /** Returns whether the tail reader of every partition receives data from Redis. */
        boolean isReceiving();

        /** Tests whether Redis answers on a new connection. Never fails. */
        Uni<Boolean> isReachable();
    }

    private final Connections connections;
    private final RedisReachability redisReachability = new RedisReachability();
    private TailState state = TailState.STARTING;

    @Inject
    TailMonitor(Hub hub, EventLog log) {
        this(new Connections() {
            @Override
            public boolean isOpen() {
                return hub.isOpen();
            }

            @Override
            public boolean isReceiving() {
                return IntStream.range(0, log.partitions()).allMatch(log::isTailAlive);
            }

            @Override
            public Uni<Boolean> isReachable() {
                return log.isReachable();
            }
        });
    }

    TailMonitor(Connections connections) {
        this.connections = connections;
    }

    void start(@Observes StartupEvent started, PeriodicTasks tasks) {
        tasks.start("log.monitor", TaskTiming.every(PERIOD).immediately(), PeriodicWork.async(this::check));
    }

    /**
     * Returns the current state. It detects {@code RECEIVING} at once and not only at the next periodic check, because
     * readiness after the start depends on it.
     */
    synchronized TailState state() {
        if (connections.isOpen() && connections.isReceiving()) {
            transitionTo(TailState.RECEIVING);
        }
        return state;
    }

    /**
     * Returns whether this instance may serve. An instance that has never reached Redis may have a wrong address or
     * password. If it counted as ready, a rollout would replace every working instance with such instances.
     */
    boolean isReady() {
        TailState now = state();
        return now == TailState.RECEIVING || (now == TailState.UNREACHABLE && connections.isOpen());
    }

    String description() {
        return switch (state()) {
            case STARTING -> "starting";
            case RECEIVING -> "receiving";
            case UNREACHABLE -> connections.isOpen() ? "degraded: unreachable" : "not reached since the start";
            case STUCK -> "stuck";
        };
    }

    Uni<Void> check() {
        // On a slow link the first read of the tail takes long. That is not a failure as long as bytes arrive.
        if (connections.isReceiving()) {
            redisReachability.reset();
            state();
            return Uni.createFrom().voidItem();
        }
        return connections
                .isReachable()
                .onFailure()
                .recoverWithItem(false)
                .invoke(this::onProbe)
                .replaceWithVoid();
    }

    private void onProbe(boolean reachable) {
        if (connections.isReceiving()) {
            redisReachability.reset();
            state();
        } else {
            redisReachability.add(reachable).ifPresent(this::transitionTo);
        }
    }

    private synchronized void transitionTo(TailState next) {
        if (state != next) {
            LOG.logf(
                    next == TailState.RECEIVING ? Level.INFO : Level.WARN,
                    "log.state.changed from=%s to=%s",
                    state,
                    next);
            state = next;
        }
    }
}
