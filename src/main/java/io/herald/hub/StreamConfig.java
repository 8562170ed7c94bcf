package io.herald.hub;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** What every open stream has in common. */
@ConfigMapping(prefix = "herald.stream")
public interface StreamConfig {

    /** How often a stream is told where it is, so that a quiet one does not fall out of what is kept. */
    @WithDefault("20s")
    Duration heartbeat();

    /** How long a browser waits before it connects again. */
    @WithDefault("2s")
    Duration retry();

    /** Between one and three times that, so that those who were turned away together do not return so. */
    default Duration randomRetry() {
        long usual = Math.max(1, retry().toMillis());
        return Duration.ofMillis(usual + ThreadLocalRandom.current().nextLong(2 * usual));
    }

    /** How long a connection may take nothing of what waits for it. */
    @WithDefault("60s")
    Duration stalled();

    /** What the kernel may keep for one connection that is not read from. */
    @WithDefault("64K")
    MemorySize sendBuffer();

    /** Events of each partition kept in memory, so that clients coming back after a cut need nothing from Redis. */
    @WithDefault("4096")
    int window();

    /** Bytes of each partition's events kept in memory at the most. */
    @WithDefault("32M")
    MemorySize windowSize();

    /** Histories that each event loop reads from Redis at once; more clients that are far behind wait their turn. */
    @WithDefault("16")
    int historyReads();
}
