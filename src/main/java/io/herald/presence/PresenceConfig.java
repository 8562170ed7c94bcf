package io.herald.presence;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configures presence. */
@ConfigMapping(prefix = "herald.presence")
public interface PresenceConfig {

    /** How long the users of a failed instance count as present: the duration of an instance's lease. */
    @WithDefault("45s")
    Duration ttl();

    /**
     * Number of users of a room up to which joins, leaves and state changes are announced. Queries return the users of
     * larger rooms, too.
     */
    @WithDefault("200")
    int announceMax();
}
