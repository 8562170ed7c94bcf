package io.herald.log;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configures what the log retains, and the timeouts of Redis. */
@ConfigMapping(prefix = "herald.log")
public interface LogConfig {

    /** The number of independent partitions of the log. More than one is useful with Redis Cluster only. */
    @WithDefault("1")
    int partitions();

    /** How long the history of a channel can be replayed. */
    @WithDefault("1h")
    Duration retention();

    /** How many events of a channel can be replayed, approximately. */
    @WithDefault("1000")
    int eventsPerChannel();

    /** How many events of a partition the tail holds, approximately, for instances that were disconnected for a short time. */
    @WithDefault("10000")
    int tailLength();

    /** How many entries the work queue of a partition may hold before the log rejects further events for the projections. */
    @WithDefault("100000")
    int workLength();

    /** The prefix of every Redis key, for services that share a Redis. */
    @WithDefault("herald")
    String keyPrefix();

    /**
     * How long a blocking read of a tail or a work queue waits in Redis. A connection that receives nothing for twice as long is
     * considered dead.
     */
    @WithDefault("2s")
    Duration block();

    /**
     * How long Redis may take for an append or a read before the call fails with 503. A connection that receives nothing for
     * as long is considered dead.
     */
    @WithDefault("3s")
    Duration timeout();
}
