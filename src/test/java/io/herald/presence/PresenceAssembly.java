package io.herald.presence;

import io.herald.hub.Hub;
import io.herald.hub.transport.ConnectionListener;
import io.herald.limits.Limits;
import io.herald.limits.LimitsConfig;
import io.herald.log.ControlListener;
import io.herald.log.EventLog;
import io.herald.log.LogConfig;
import io.herald.loop.PeriodicTasks;
import io.herald.redis.ScriptRunner;
import io.herald.webhooks.HookRegistry;
import io.quarkus.runtime.StartupEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** Assembles the presence of one instance, as CDI does. */
public final class PresenceAssembly {

    private final PresenceStore store;
    private final PresenceTracker tracker;
    private final PresenceConfig config;
    private final ConnectionStore connections;

    /**
     * The settings of an instance.
     *
     * @param absence the flap time
     */
    public record Settings(PresenceConfig presence, LimitsConfig limits, Duration absence, LogConfig log) {}

    /** @param instance the id of the instance */
    public PresenceAssembly(String instance, EventLog log, ScriptRunner scripts, Settings settings, Clock clock) {
        HookRegistry hooks = new HookRegistry(List.of());
        this.config = settings.presence;
        this.store = new PresenceStore(log, scripts, config, settings.log, hooks, clock);
        this.connections = new ConnectionStore(log, scripts, settings.limits);
        this.tracker =
                new PresenceTracker(instance, store, connections, settings.limits, settings.absence, hooks, clock);
    }

    public ConnectionListener connectionListener() {
        return tracker;
    }

    /** Returns the listener for connections that exceed the limit of their user. */
    public ControlListener limiter(Hub hub, Limits limits) {
        return new ConnectionLimiter(hub, limits, tracker);
    }

    public void start(PeriodicTasks tasks, LongUnaryOperator random) {
        new PresenceLease(tasks, store, config, tracker, random).start(new StartupEvent());
        new ConnectionIndexPruner(tasks, store, connections, tracker, config).start(new StartupEvent());
    }
}
