package io.herald.redis;

import io.herald.log.LogConfig;
import java.time.Duration;

/** The settings of a temporary log: one partition under a prefix of its own, which stores little and for a short time. */
record TemporaryLogConfig(LogConfig service, String keyPrefix) implements LogConfig {

    private static final int MAX_EVENTS = 100;

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public Duration retention() {
        return RedisTemporaryLog.EXPIRY.dividedBy(2);
    }

    @Override
    public int eventsPerChannel() {
        return MAX_EVENTS;
    }

    @Override
    public int tailLength() {
        return 10 * MAX_EVENTS;
    }

    @Override
    public int workLength() {
        return service.workLength();
    }

    @Override
    public Duration block() {
        return service.block();
    }

    @Override
    public Duration timeout() {
        return service.timeout();
    }

    @Override
    public Tails tails() {
        return Tails.SHARED;
    }
}
