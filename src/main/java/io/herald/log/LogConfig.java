package io.herald.log;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configures the partitions and the retention of the log, and the timeouts of Redis. */
@ConfigMapping(prefix = "herald.log")
public interface LogConfig {

    /** Number of independent partitions of the log. More than one is useful only with Redis Cluster. */
    @WithDefault("1")
    int partitions();

    /** How long the history of a channel can be replayed. */
    @WithDefault("1h")
    Duration retention();

    /** How many events of a channel can be replayed, approximately. */
    @WithDefault("1000")
    int eventsPerChannel();

    /** How many events of a partition the tail holds, approximately, for instances that were disconnected for a moment. */
    @WithDefault("10000")
    int tailLength();

    /**
     * How many entries, each for at most 256 recipients, the work queue of a partition may hold before the service rejects
     * events that PostgreSQL has to store.
     */
    @WithDefault("100000")
    int workLength();

    /**
     * Which events an instance reads. The instances of a service may differ, so the setting can be changed by a rolling restart.
     */
    @WithDefault("shared")
    Tails tails();

    enum Tails {
        /** All events. The best choice for up to some five instances. */
        SHARED,
        /** The events for rooms and for everyone, and those for users who are connected to this instance. */
        ADDRESSED
    }

    /** Prefix of every Redis key, for services that share a Redis. */
    @WithDefault("herald")
    String keyPrefix();

    /**
     * How long a blocking read of the tail or of the work queue waits in Redis. A connection that receives nothing for
     * twice as long is considered dead. On a slow link, a part of an answer counts.
     */
    @WithDefault("2s")
    Duration block();

    /**
     * How long Redis may take for an append or a read before the call answers 503. A connection that receives nothing for
     * as long is considered dead. A publish that needs several calls of Redis is answered within five seconds in total.
     */
    @WithDefault("3s")
    Duration timeout();
}
