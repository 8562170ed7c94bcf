package io.herald.ops.warmup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configures the warm-up. */
@ConfigMapping(prefix = "herald")
public interface WarmUpConfig {

    /**
     * Maximum time for which an instance exercises its own hot path before it is ready, if another instance serves the
     * clients; 0 disables it.
     */
    @WithDefault("10s")
    Duration warmup();
}
