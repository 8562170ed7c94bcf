package io.herald.limits;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings of the limits. */
@ConfigMapping(prefix = "herald.limits")
public interface LimitsConfig {

    /** Size of the data of one event. */
    @WithDefault("64K")
    MemorySize eventSize();

    /** Recipients times bytes of one call, which is what Redis has to store for it. */
    @WithDefault("16M")
    MemorySize callSize();

    /** Streams and sockets of one user, over all instances; 0 disables the limit. */
    @WithDefault("5")
    int connectionsPerUser();

    /** What happens to connections of a user above the limit. */
    @WithDefault("evict")
    OnTooMany onTooMany();

    enum OnTooMany {
        /** Closes the oldest connection and tells its client not to reconnect. */
        EVICT,
        /** Rejects the newest connection. Its client may retry. */
        REJECT
    }

    /** Connections of one instance; by default bounded by file descriptors only. */
    OptionalInt connections();

    /** New connections of one instance per second; beyond it, clients are asked to retry. */
    @WithDefault("1000")
    int connectsPerSecond();

    /** Notifications and events that one caller may publish through one instance per second. */
    @WithDefault("10000")
    int publishesPerSecond();

    /** Size of the request line: a page that joins many rooms lists them in the query. */
    @WithDefault("8K")
    MemorySize requestLine();

    /** Size of all headers of a request together, including a token of 16K. */
    @WithDefault("20K")
    MemorySize headers();

    /**
     * Time from the first byte of a request until its head is complete. For the first request of a connection, it
     * includes the TLS handshake.
     */
    @WithDefault("10s")
    Duration headTime();

    /** Time from the end of the head of a request until its body is complete. */
    @WithDefault("60s")
    Duration bodyTime();

    /**
     * Bytes of request bodies that one instance holds at one time; by default an eighth of the heap. Beyond it, the
     * largest body that is still being received is rejected.
     */
    Optional<MemorySize> bodiesInProgress();

    static long defaultBodiesInProgress() {
        return Runtime.getRuntime().maxMemory() / 8;
    }

    /** Rooms that one connection may follow. */
    @WithDefault("100")
    int roomsPerConnection();

    /** Messages of one WebSocket per second; ten seconds beyond it close the connection. */
    @WithDefault("100")
    int messagesPerSecond();
}
