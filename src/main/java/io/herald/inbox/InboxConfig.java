package io.herald.inbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configures the retention of the inbox and the timeout of its database calls. */
@ConfigMapping(prefix = "herald.inbox")
public interface InboxConfig {

    /** How long inboxes keep a notification, or its tombstone if it is deleted. */
    @WithDefault("90d")
    Duration retention();

    /** The interval at which expired and old notifications are deleted. */
    @WithDefault("1m")
    Duration sweep();

    /** How long a call waits for PostgreSQL before it fails as unavailable. */
    @WithDefault("4s")
    Duration timeout();
}
