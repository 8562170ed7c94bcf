package io.herald.inbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the inbox keeps things, and how long we wait for it. */
@ConfigMapping(prefix = "herald.inbox")
public interface InboxConfig {

    /** How long a notification stays in the inboxes, and is remembered as deleted. */
    @WithDefault("90d")
    Duration retention();

    /** How often what is older, or has expired, is looked for. */
    @WithDefault("1m")
    Duration sweep();

    /** How long PostgreSQL may take before the caller is told that it is unavailable. */
    @WithDefault("4s")
    Duration timeout();
}
