package io.herald.ws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What one connection may ask. */
@ConfigMapping(prefix = "herald.limits")
public interface MessageLimits {

    /** Messages of a connection; ten seconds beyond it end the connection. */
    @WithDefault("100")
    int messagesPerSecond();
}
