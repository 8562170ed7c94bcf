package io.herald.ws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of WebSockets and their commands. */
@ConfigMapping(prefix = "herald.socket")
public interface SocketConfig {

    /** The time without a frame from the client after which the server sends a ping. */
    @WithDefault("30s")
    Duration ping();

    /** The time without a frame from the client, pong or other, after which the server closes the socket. */
    @WithDefault("90s")
    Duration idle();

    /** The time for which a repeated command is answered with its first result instead of being executed again. */
    @WithDefault("10m")
    Duration dedupe();

    /** Whether the server accepts compression (permessage-deflate), which trades CPU time for less traffic. */
    @WithDefault("false")
    boolean compression();
}
