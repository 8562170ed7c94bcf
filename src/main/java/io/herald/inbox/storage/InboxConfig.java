package io.herald.inbox.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configures the retention of the inbox and the timeout of its database calls. */
@ConfigMapping(prefix = "herald.inbox")
public interface InboxConfig {

    /** How long the inbox stores a notification, or the tombstone of a deleted one. */
    @WithDefault("90d")
    Duration retention();

    /** How often the service deletes expired notifications and those older than {@link #retention}. */
    @WithDefault("1m")
    Duration sweep();

    /** How long PostgreSQL may take before a call answers 503. */
    @WithDefault("4s")
    Duration timeout();
}
