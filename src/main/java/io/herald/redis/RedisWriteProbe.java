package io.herald.redis;

import io.herald.log.WriteProbe;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.layout.Keys;
import io.herald.redis.layout.Partitioning;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Tries it on the links that everything else is written by, in each partition: in a cluster one server may be full or
 * without replicas while the others are not.
 */
@ApplicationScoped
class RedisWriteProbe implements WriteProbe {

    /**
     * A server that answers so serves reads, and no writes until somebody sees to it: a replica, one with too few of them,
     * one that is full, one whose disk is, one that does not let us. What comes and goes while a cluster puts itself in
     * order is none of these.
     */
    private static final Pattern REFUSAL = Pattern.compile("\\b(READONLY|NOREPLICAS|OOM|MISCONF|NOPERM)\\b");

    /** So that nothing is left of an instance that has gone. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    private static final String NAME = "trial";

    private final RedisLinks links;
    private final Keys keys;
    private final Partitioning partitioning;

    RedisWriteProbe(RedisLinks links, Keys keys, Partitioning partitioning) {
        this.links = links;
        this.keys = keys;
        this.partitioning = partitioning;
    }

    @Override
    public Uni<Trial> tryWrite() {
        List<Future<Response>> trials = IntStream.range(0, partitioning.partitions())
                .mapToObj(this::tryWrite)
                .toList();
        return UniHelper.toUni(Future.join(trials).otherwiseEmpty().map(all -> judge(trials)));
    }

    private Future<Response> tryWrite(int partition) {
        String key = keys.own(partition, NAME);
        Request request = Request.cmd(Command.SET).arg(key).arg(1).arg("PX").arg(KEPT.toMillis());
        return links.attempt(key, request);
    }

    private static Trial judge(List<Future<Response>> trials) {
        boolean taken = trials.stream().anyMatch(Future::succeeded);
        return trials.stream()
                .filter(Future::failed)
                .flatMap(trial -> refusal(trial.cause()).stream())
                .findFirst()
                .map(reason -> new Trial(taken ? Outcome.REFUSED_IN_PART : Outcome.REFUSED, reason))
                .orElseGet(() -> new Trial(taken ? Outcome.TAKEN : Outcome.UNANSWERED, ""));
    }

    static Optional<String> refusal(Throwable failure) {
        return REFUSAL.matcher(String.valueOf(failure.getMessage()))
                .results()
                .findFirst()
                .map(MatchResult::group);
    }
}
