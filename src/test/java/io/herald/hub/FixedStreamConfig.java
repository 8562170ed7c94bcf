package io.herald.hub;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;

record FixedStreamConfig(int window, int historyReads) implements StreamConfig {

    @Override
    public Duration heartbeat() {
        return Duration.ofSeconds(20);
    }

    @Override
    public Duration retry() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Duration stalled() {
        return Duration.ofSeconds(60);
    }

    @Override
    public MemorySize sendBuffer() {
        return new MemorySize(BigInteger.valueOf(1 << 16));
    }

    @Override
    public MemorySize windowSize() {
        return new MemorySize(BigInteger.valueOf(1 << 20));
    }
}
