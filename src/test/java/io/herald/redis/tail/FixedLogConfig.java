package io.herald.redis.tail;

import io.herald.log.LogConfig;
import java.time.Duration;

/** The default settings, except the block time of the tail readers. */
record FixedLogConfig(Duration block) implements LogConfig {

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public Duration retention() {
        return Duration.ofHours(1);
    }

    @Override
    public int eventsPerChannel() {
        return 1_000;
    }

    @Override
    public int tailLength() {
        return 10_000;
    }

    @Override
    public int workLength() {
        return 100_000;
    }

    @Override
    public String keyPrefix() {
        return "test";
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(3);
    }

    @Override
    public Tails tails() {
        return Tails.SHARED;
    }
}
