package io.herald.limits;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.local.LocalBucketBuilder;
import io.github.bucket4j.local.SynchronizationStrategy;
import io.herald.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Enforces the rate limits with token buckets in memory, and counts the limits that are reached. Each instance protects
 * only itself, and an instance that crashes leaves no state behind.
 */
@ApplicationScoped
public class Limits {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Beyond this many users, full buckets are removed: a full bucket equals a new one. */
    private static final int MAX_USERS = 10_000;

    private final LimitsConfig config;
    private final LimitMetrics metrics;
    private final Bucket connects;
    private final ConcurrentHashMap<String, Bucket> publishes = new ConcurrentHashMap<>();

    Limits(LimitsConfig config, LimitMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
        this.connects = bucket(config.connectsPerSecond()).build();
    }

    /**
     * Takes one new connection from its bucket. Returns false, and counts the hit, if the bucket is empty.
     */
    public boolean tryAcquireConnect() {
        boolean taken = connects.tryConsume(1);
        if (!taken) {
            countHit(LimitType.CONNECTS_PER_SECOND);
        }
        return taken;
    }

    /** Counts a rejection because of this limit. */
    public void countHit(LimitType limitType) {
        metrics.countHit(limitType);
    }

    /**
     * Takes a number of notifications or events from the bucket of their sender. A number above the limit empties a full
     * bucket: otherwise, such a call could never succeed.
     *
     * @throws io.herald.problem.ProblemException 429 if the bucket does not hold enough at the moment
     */
    public void acquirePublish(String user, int count) {
        if (count == 0) {
            return;
        }
        if (publishes.size() > MAX_USERS) {
            publishes.values().removeIf(bucket -> bucket.getAvailableTokens() >= config.publishesPerSecond());
        }
        Bucket bucket = publishes.computeIfAbsent(
                user, id -> bucket(config.publishesPerSecond()).build());
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(Math.min(count, config.publishesPerSecond()));
        if (!probe.isConsumed()) {
            countHit(LimitType.PUBLISHES_PER_SECOND);
            throw Problem.rateLimited(Duration.ofNanos(probe.getNanosToWaitForRefill()))
                    .asException();
        }
    }

    /**
     * Returns a limiter for the messages of one connection. Not thread-safe: only the connection's event loop may call
     * it.
     */
    public RateLimiter messageLimiter() {
        Bucket bucket = bucket(config.messagesPerSecond())
                .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                .build();
        return () -> {
            boolean taken = bucket.tryConsume(1);
            if (!taken) {
                countHit(LimitType.MESSAGES_PER_SECOND);
            }
            return taken;
        };
    }

    /**
     * Uses the monotonic clock. With the wall clock, a bucket would not refill after the clock was set back, until it has
     * caught up.
     */
    private static LocalBucketBuilder bucket(int perSecond) {
        Bandwidth bandwidth = Bandwidth.builder()
                .capacity(perSecond)
                .refillGreedy(perSecond, SECOND)
                .build();
        return Bucket.builder().addLimit(bandwidth).withNanosecondPrecision();
    }
}
