package io.herald.log;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much the log keeps, and how long we wait for it. */
@ConfigMapping(prefix = "herald.log")
public interface LogConfig {

    /** Into how many independent parts channels are spread; more than one is for Redis Cluster. */
    @WithDefault("1")
    int partitions();

    /** How long a channel's history can be replayed. */
    @WithDefault("1h")
    Duration retention();

    /** How many events of a channel can be replayed, about. */
    @WithDefault("1000")
    int eventsPerChannel();

    /** How many events of a partition the tail holds for instances that were away for a moment, about. */
    @WithDefault("10000")
    int tailLength();

    /** How many notifications of a partition may wait for PostgreSQL before more are refused. */
    @WithDefault("100000")
    int workLength();

    /** First part of every Redis key, for services that share a Redis. */
    @WithDefault("herald")
    String keyPrefix();

    /** How long the reader of the tail waits in Redis. A connection on which nothing arrives for twice as long is dead. */
    @WithDefault("2s")
    Duration block();

    /**
     * How long Redis may take for an append or a read before it fails as unavailable. A connection on which nothing arrives
     * for as long is dead.
     */
    @WithDefault("3s")
    Duration timeout();
}
