package io.herald.ws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configures WebSockets and their commands. */
@ConfigMapping(prefix = "herald.socket")
public interface SocketConfig {

    /** Interval between pings. A frame from the client restarts it. */
    @WithDefault("30s")
    Duration ping();

    /** How long a client may send no frame, pong or message, before the server closes the socket. */
    @WithDefault("90s")
    Duration idle();

    /** How long a repeated command is answered with its first result instead of being executed again. */
    @WithDefault("10m")
    Duration dedupe();

    /** Whether to compress the frames of clients that offer permessage-deflate, which trades CPU time for less traffic. */
    @WithDefault("false")
    boolean compression();
}
