package io.herald.presence;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configures presence. */
@ConfigMapping(prefix = "herald.presence")
public interface PresenceConfig {

    /** The duration of an instance's lease: how long the users of a crashed instance remain present. */
    @WithDefault("45s")
    Duration ttl();

    /**
     * The maximum number of users up to which joins, departures and state changes of a room are announced. Queries return the
     * users of larger rooms too.
     */
    @WithDefault("200")
    int announceMax();
}
