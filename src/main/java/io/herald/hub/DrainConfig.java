package io.herald.hub;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configures the drain. */
@ConfigMapping(prefix = "herald.drain")
public interface DrainConfig {

    /** Time over which a stopping instance sends its clients away, so that they do not all reconnect at once. */
    @WithDefault("10s")
    Duration window();
}
