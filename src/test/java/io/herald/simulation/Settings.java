package io.herald.simulation;

import io.herald.hub.StreamConfig;
import io.herald.limits.LimitsConfig;
import io.herald.log.LogConfig;
import io.herald.presence.PresenceConfig;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** The settings of all instances of a simulation. Times are short, so that a fault and its end fit into a few seconds. */
public record Settings(
        int partitions,
        int tailLength,
        int eventsPerChannel,
        Duration retention,
        int window,
        int historyReads,
        int connectionsPerUser,
        boolean evicts,
        Tails tails)
        implements LogConfig, StreamConfig, LimitsConfig, PresenceConfig {

    static Settings of(SplittableRandom random) {
        return new Settings(
                random.nextInt(4) == 0 ? 2 + random.nextInt(2) : 1,
                random.nextInt(3) == 0 ? 8 + random.nextInt(24) : 1_000,
                random.nextInt(3) == 0 ? 4 + random.nextInt(12) : 1_000,
                random.nextInt(4) == 0 ? Duration.ofSeconds(2 + random.nextInt(6)) : Duration.ofHours(1),
                random.nextInt(2) == 0 ? 2 + random.nextInt(20) : 500,
                1 + random.nextInt(4),
                random.nextInt(3) == 0 ? 2 : 0,
                random.nextInt(3) > 0,
                random.nextBoolean() ? Tails.ADDRESSED : Tails.SHARED);
    }

    Settings withTails(Tails others) {
        return new Settings(
                partitions,
                tailLength,
                eventsPerChannel,
                retention,
                window,
                historyReads,
                connectionsPerUser,
                evicts,
                others);
    }

    private static MemorySize size(long bytes) {
        return new MemorySize(BigInteger.valueOf(bytes));
    }

    @Override
    public int workLength() {
        return 1_000;
    }

    @Override
    public String keyPrefix() {
        return "sim";
    }

    @Override
    public Duration block() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Duration heartbeat() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Duration retry() {
        return Duration.ofMillis(400);
    }

    @Override
    public Duration stalled() {
        return Duration.ofSeconds(3);
    }

    @Override
    public MemorySize sendBuffer() {
        return size(1 << 16);
    }

    @Override
    public MemorySize windowSize() {
        return size(1 << 20);
    }

    @Override
    public MemorySize eventSize() {
        return size(1 << 16);
    }

    @Override
    public MemorySize callSize() {
        return size(1 << 24);
    }

    @Override
    public OnTooMany onTooMany() {
        return evicts ? OnTooMany.EVICT : OnTooMany.REJECT;
    }

    @Override
    public OptionalInt connections() {
        return OptionalInt.empty();
    }

    @Override
    public int connectsPerSecond() {
        return 1_000_000_000;
    }

    @Override
    public int publishesPerSecond() {
        return 1_000_000_000;
    }

    @Override
    public MemorySize requestLine() {
        return size(8_192);
    }

    @Override
    public MemorySize headers() {
        return size(20_480);
    }

    @Override
    public Duration headTime() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration bodyTime() {
        return Duration.ofSeconds(60);
    }

    @Override
    public Optional<MemorySize> bodiesInProgress() {
        return Optional.empty();
    }

    @Override
    public int roomsPerConnection() {
        return 100;
    }

    @Override
    public int messagesPerSecond() {
        return 1_000_000_000;
    }

    @Override
    public Duration ttl() {
        return Duration.ofSeconds(3);
    }

    @Override
    public int announceMax() {
        return 200;
    }
}
