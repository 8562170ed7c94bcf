package io.herald.hub;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Configures streams for all transports. */
@ConfigMapping(prefix = "herald.stream")
public interface StreamConfig {

    /**
     * Interval between heartbeats on a connection without other output. A heartbeat carries the cursor, so that an idle
     * client does not fall behind the retention. It must be shorter than {@code quarkus.http.idle-timeout}, which ends an
     * HTTP/2 connection without output, unless {@code quarkus.http.http2} is false.
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

    /** How long a connection may accept none of the data that waits for it before it is closed. */
    @WithDefault("60s")
    Duration stalled();

    /**
     * Size of the kernel's send buffer of one connection. It bounds the data that the kernel holds for a client that does
     * not read.
     */
    @WithDefault("64K")
    MemorySize sendBuffer();

    /**
     * Maximum number of events of each partition in memory, from which reconnecting clients are served without a read from
     * Redis.
     */
    @WithDefault("4096")
    int window();

    /** Maximum size of each partition's events in memory. */
    @WithDefault("32M")
    MemorySize windowSize();

    /** Maximum number of concurrent reads of histories in Redis per event loop. More clients that are far behind wait. */
    @WithDefault("16")
    int historyReads();
}
