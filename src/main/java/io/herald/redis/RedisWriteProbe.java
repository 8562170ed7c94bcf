package io.herald.redis;

import io.herald.log.WriteProbe;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
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
 * Writes a short-lived key to each partition, over the links that all other writes use. It tries every partition,
 * because in a cluster one server may be full or lack replicas while the others accept writes.
 */
@ApplicationScoped
class RedisWriteProbe implements WriteProbe {

    /**
     * The errors of a server that serves reads but refuses writes until an operator intervenes. It is a replica, lacks
     * replicas, is out of memory, cannot write to its disk, or denies the command. Errors that pass when a cluster has
     * reconfigured itself are not among them.
     */
    private static final Pattern REFUSAL = Pattern.compile("\\b(READONLY|NOREPLICAS|OOM|MISCONF|NOPERM)\\b");

    /** The key expires, so that an instance leaves nothing behind. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    private static final String NAME = "trial";

    private final RedisLinks links;
    private final RedisKeys keys;
    private final Partitioning partitioning;

    RedisWriteProbe(RedisLinks links, RedisKeys keys, Partitioning partitioning) {
        this.links = links;
        this.keys = keys;
        this.partitioning = partitioning;
    }

    @Override
    public Uni<Trial> probe() {
        List<Future<Response>> trials = IntStream.range(0, partitioning.partitions())
                .mapToObj(this::tryWrite)
                .toList();
        return UniHelper.toUni(Future.join(trials).otherwiseEmpty().map(all -> judge(trials)));
    }

    private Future<Response> tryWrite(int partition) {
        String key = keys.own(partition, NAME);
        Request request = Request.cmd(Command.SET).arg(key).arg(1).arg("PX").arg(KEPT.toMillis());
        return links.sendOnce(key, request);
    }

    private static Trial judge(List<Future<Response>> trials) {
        boolean taken = trials.stream().anyMatch(Future::succeeded);
        return trials.stream()
                .filter(Future::failed)
                .flatMap(trial -> refusal(trial.cause()).stream())
                .findFirst()
                .map(reason -> new Trial(taken ? Outcome.REFUSED_IN_PART : Outcome.REFUSED, reason))
                .orElseGet(() -> new Trial(taken ? Outcome.ACCEPTED : Outcome.UNANSWERED, ""));
    }

    static Optional<String> refusal(Throwable failure) {
        return REFUSAL.matcher(String.valueOf(failure.getMessage()))
                .results()
                .findFirst()
                .map(MatchResult::group);
    }
}
