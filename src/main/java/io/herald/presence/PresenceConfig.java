package io.herald.presence;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is told of who is there. */
@ConfigMapping(prefix = "herald.presence")
public interface PresenceConfig {

    /** How long the users of an instance that has died count as there. */
    @WithDefault("45s")
    Duration ttl();

    /** Users of a room up to which comings and goings are told; beyond, only their number is kept. */
    @WithDefault("200")
    int announceMax();
}
