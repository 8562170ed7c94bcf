package io.herald.access;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.OptionalInt;

/** How much of the service anybody may take. */
@ConfigMapping(prefix = "herald.limits")
public interface LimitsConfig {

    /** One event's data. */
    @WithDefault("64K")
    MemorySize eventSize();

    /** Recipients times bytes of one call: what Redis has to hold for it. */
    @WithDefault("16M")
    MemorySize callSize();

    /** Connections to this instance; without it, as many as there are file descriptors. */
    OptionalInt connections();

    /** New connections to this instance a second; who comes beyond that is asked to come back. */
    @WithDefault("1000")
    int connectsPerSecond();

    /** Notifications and events that one caller may send through this instance a second. */
    @WithDefault("10000")
    int publishesPerSecond();

    /** Rooms that one connection may follow. */
    @WithDefault("100")
    int roomsPerConnection();

    /** Messages of one WebSocket; ten seconds beyond it end the connection. */
    @WithDefault("100")
    int messagesPerSecond();
}
