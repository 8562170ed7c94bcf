package io.herald.limits;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
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

    /** Streams and sockets of one user, over all instances; 0 for any number. */
    @WithDefault("5")
    int connectionsPerUser();

    /** What becomes of more of them. */
    @WithDefault("evict")
    OnTooMany onTooMany();

    enum OnTooMany {
        /** The oldest ends, and is told to stay away. */
        EVICT,
        /** The newest is refused, and may come again. */
        REJECT
    }

    /** Connections to this instance; without it, as many as there are file descriptors. */
    OptionalInt connections();

    /** New connections to this instance a second; who comes beyond that is asked to come back. */
    @WithDefault("1000")
    int connectsPerSecond();

    /** Notifications and events that one caller may send through this instance a second. */
    @WithDefault("10000")
    int publishesPerSecond();

    /** The first line of a request: a page that joins many rooms names them all in the query. */
    @WithDefault("8K")
    MemorySize requestLine();

    /** All headers of a request together, a token of 16K among them. */
    @WithDefault("20K")
    MemorySize headers();

    /** From the first byte of a request until its head is there; of a connection's first one, with its TLS handshake. */
    @WithDefault("10s")
    Duration headTime();

    /** From there until its body is. */
    @WithDefault("60s")
    Duration bodyTime();

    /**
     * Bytes of request bodies that this instance holds at one time; without it, an eighth of the heap. Beyond it, the
     * largest body that is still being received is refused.
     */
    Optional<MemorySize> bodiesInProgress();

    static long defaultBodiesInProgress() {
        return Runtime.getRuntime().maxMemory() / 8;
    }

    /** Rooms that one connection may follow. */
    @WithDefault("100")
    int roomsPerConnection();

    /** Messages of one WebSocket; ten seconds beyond it end the connection. */
    @WithDefault("100")
    int messagesPerSecond();
}
