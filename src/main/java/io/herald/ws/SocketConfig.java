package io.herald.ws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a socket is kept, and what is remembered of its commands. */
@ConfigMapping(prefix = "herald.socket")
public interface SocketConfig {

    /** How often a client is asked for a sign of life. */
    @WithDefault("30s")
    Duration ping();

    /** How long a client may give none, neither pong nor message. */
    @WithDefault("90s")
    Duration idle();

    /** For how long a command that was done once is not done again. */
    @WithDefault("10m")
    Duration dedupe();

    /** Whether clients may have their frames compressed (permessage-deflate): less traffic, for time of the processor. */
    @WithDefault("false")
    boolean compression();
}
