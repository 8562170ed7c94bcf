package io.herald.hub;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configures the drain. */
@ConfigMapping(prefix = "herald.drain")
public interface DrainConfig {

    /** The time over which the connections are ended, so that their clients do not all reconnect at once. */
    @WithDefault("10s")
    Duration window();
}
