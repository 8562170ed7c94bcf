package io.herald.presence;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.hub.DrainConfig;
import io.herald.hub.StreamConfig;
import io.herald.limits.LimitsConfig;
import io.herald.log.EventLog;
import io.herald.log.LogConfig;
import io.herald.redis.history.SimulatedLog;
import io.herald.redis.tail.SimulatedLink;
import io.herald.webhooks.HookRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The presence components for one partition, with default settings. */
record TestConnections(
        PresenceStore store, ConnectionStore connectionStore, PresenceTracker presenceTracker, PresenceConfig config) {

    static TestConnections on(SteppedScriptRunner scripts) {
        HookRegistry hooks = new HookRegistry(List.of());
        EventLog log = new SimulatedLink(
                new SimulatedLog(new SimulatedLog.Settings(1, 1, 1, 1), System::currentTimeMillis), new Random());
        PresenceConfig config = defaults(PresenceConfig.class);
        LimitsConfig limits = defaults(LimitsConfig.class);
        PresenceStore store =
                new PresenceStore(log, scripts, config, defaults(LogConfig.class), hooks, Clock.systemUTC());
        ConnectionStore connectionStore = new ConnectionStore(log, scripts, limits);
        PresenceTracker presenceTracker = new PresenceTracker(
                store,
                connectionStore,
                limits,
                defaults(StreamConfig.class),
                defaults(DrainConfig.class),
                hooks,
                Clock.systemUTC());
        return new TestConnections(store, connectionStore, presenceTracker, config);
    }

    void join(String user, String room) {
        presenceTracker.connected("connection-of-" + user, caller(user), List.of(room));
    }

    void leave(String user, String room) {
        presenceTracker.roomUnfollowed("connection-of-" + user, caller(user), room);
    }

    private static Caller caller(String user) {
        return new Caller(user, Set.of(), RoomPatterns.NONE, RoomPatterns.NONE, Instant.MAX, Instant.EPOCH, null);
    }

    private static <T> T defaults(Class<T> mapping) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(mapping)
                .build()
                .getConfigMapping(mapping);
    }
}
