package io.herald.hub;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Configures open streams, for all transports. */
@ConfigMapping(prefix = "herald.stream")
public interface StreamConfig {

    /**
     * Interval of the heartbeats, which carry the current cursor. Without them, the cursor of a quiet stream would expire with
     * the histories.
     */
    @WithDefault("20s")
    Duration heartbeat();

    /** How long a browser waits before it reconnects. */
    @WithDefault("2s")
    Duration retry();

    /** Returns a random time of one to three times {@link #retry}, to spread the reconnects of clients refused together. */
    default Duration randomRetry() {
        long usual = Math.max(1, retry().toMillis());
        return Duration.ofMillis(usual + ThreadLocalRandom.current().nextLong(2 * usual));
    }

    /** How long a client may read nothing while data waits for it, before its connection is ended. */
    @WithDefault("60s")
    Duration stalled();

    /** Size of a connection's send buffer in the kernel. It bounds what waits there for a client that does not read. */
    @WithDefault("64K")
    MemorySize sendBuffer();

    /** Maximum number of events of each partition in memory, from which clients resume without a read of Redis. */
    @WithDefault("4096")
    int window();

    /** Maximum size of the events of each partition in memory. */
    @WithDefault("32M")
    MemorySize windowSize();

    /** Maximum number of concurrent reads of histories for each event loop. Further clients that are far behind wait. */
    @WithDefault("16")
    int historyReads();
}
