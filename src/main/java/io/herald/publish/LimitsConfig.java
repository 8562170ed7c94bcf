package io.herald.publish;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What a publisher may send. */
@ConfigMapping(prefix = "herald.limits")
public interface LimitsConfig {

    /** One event's data. */
    @WithDefault("64K")
    MemorySize eventSize();

    /** Recipients times bytes of one call: what Redis has to hold for it. */
    @WithDefault("16M")
    MemorySize callSize();
}
