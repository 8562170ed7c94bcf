package io.herald.limits;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Configures the limits of requests, connections and publishing. */
@ConfigMapping(prefix = "herald.limits")
public interface LimitsConfig {

    /** Maximum size of the data of one event. */
    @WithDefault("64K")
    MemorySize eventSize();

    /** Maximum of recipients times bytes of one call, which is what Redis has to store for it. */
    @WithDefault("16M")
    MemorySize callSize();

    /** Maximum number of streams and sockets of one user, over all instances; 0 disables the limit. */
    @WithDefault("5")
    int connectionsPerUser();

    /** What happens to too many connections of a user. */
    @WithDefault("evict")
    OnTooMany onTooMany();

    enum OnTooMany {
        /** Closes the oldest connection and tells its client not to reconnect. */
        EVICT,
        /** Rejects the newest connection. Its client may retry. */
        REJECT
    }

    /** Maximum number of connections of one instance; by default bounded by file descriptors only. */
    OptionalInt connections();

    /** Maximum number of new connections of one instance per second. Beyond it, clients are asked to retry. */
    @WithDefault("1000")
    int connectsPerSecond();

    /** Maximum number of notifications and events that one caller may publish through one instance per second. */
    @WithDefault("10000")
    int publishesPerSecond();

    /** Maximum size of the request line. A page that joins many rooms lists them in the query. */
    @WithDefault("8K")
    MemorySize requestLine();

    /** Maximum size of all headers of a request together, including a token of 16K. */
    @WithDefault("20K")
    MemorySize headers();

    /**
     * Maximum time from the first byte of a request until its head is complete; for the first request of a connection, it
     * includes the TLS handshake. Beyond it, the connection is closed.
     */
    @WithDefault("10s")
    Duration headTime();

    /** Maximum time from the head of a request until its body is complete. Beyond it, the service answers 408. */
    @WithDefault("60s")
    Duration bodyTime();

    /**
     * Maximum number of bytes of request bodies that one instance holds at one time; by default an eighth of the heap.
     * Beyond it, the largest body that is still being received gets 503.
     */
    Optional<MemorySize> bodiesInProgress();

    static long defaultBodiesInProgress() {
        return Runtime.getRuntime().maxMemory() / 8;
    }

    /** Maximum number of rooms that one connection may follow. */
    @WithDefault("100")
    int roomsPerConnection();

    /** Maximum number of messages of one WebSocket per second. Ten seconds beyond it close the connection. */
    @WithDefault("100")
    int messagesPerSecond();
}
