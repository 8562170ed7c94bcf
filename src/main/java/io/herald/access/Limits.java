package io.herald.access;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.herald.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/** Token buckets, in memory: each instance defends itself, and nothing is left behind by one that dies. */
@ApplicationScoped
public class Limits {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Full buckets remember nothing that a new one would not know. */
    private static final int MOST_CALLERS = 10_000;

    private final LimitsConfig config;
    private final LimitMetrics metrics;
    private final Bucket connects;
    private final ConcurrentHashMap<String, Bucket> publishes = new ConcurrentHashMap<>();

    Limits(LimitsConfig config, LimitMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
        this.connects = bucket(config.connectsPerSecond());
    }

    /** Whether one more connection may be opened now. */
    public boolean takeConnect() {
        boolean taken = connects.tryConsume(1);
        if (!taken) {
            reached(Limit.CONNECTS_PER_SECOND);
        }
        return taken;
    }

    /** Somebody was refused something, for this reason. */
    public void reached(Limit limit) {
        metrics.reached(limit);
    }

    /** @throws io.herald.problem.ProblemException 429, if that is more than the caller may send now */
    public void takePublish(Caller caller, int count) {
        if (count == 0) {
            return;
        }
        if (publishes.size() > MOST_CALLERS) {
            publishes.values().removeIf(bucket -> bucket.getAvailableTokens() >= config.publishesPerSecond());
        }
        Bucket bucket = publishes.computeIfAbsent(caller.id(), id -> bucket(config.publishesPerSecond()));
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(Math.min(count, config.publishesPerSecond()));
        if (!probe.isConsumed()) {
            reached(Limit.PUBLISHES_PER_SECOND);
            throw Problem.rateLimited(Duration.ofNanos(probe.getNanosToWaitForRefill()))
                    .asException();
        }
    }

    private static Bucket bucket(int perSecond) {
        Bandwidth bandwidth = Bandwidth.builder()
                .capacity(perSecond)
                .refillGreedy(perSecond, SECOND)
                .build();
        return Bucket.builder().addLimit(bandwidth).build();
    }
}
