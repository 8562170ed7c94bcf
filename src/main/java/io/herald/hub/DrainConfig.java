package io.herald.hub;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How this instance goes away. */
@ConfigMapping(prefix = "herald.drain")
public interface DrainConfig {

    /** Over how long the connections are ended, so that those who were here don't all come back elsewhere at once. */
    @WithDefault("10s")
    Duration window();
}
