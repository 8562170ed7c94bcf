package io.herald.redis.append;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.log.Append.Once;
import io.herald.log.EventLog.Appended;
import io.herald.log.EventLog.SkippedUser;
import io.herald.log.LogConfig;
import io.herald.problem.Problem;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.RedisScript;
import io.herald.redis.connection.UsedConnection;
import io.herald.redis.layout.HighWaterMarks;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
import io.vertx.core.Promise;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Calls the append script: encodes the arguments, and completes the promise of each chunk with its part of the reply. */
public final class AppendScript {

    private static final Duration RETRY_WHEN_FULL = Duration.ofSeconds(5);

    private final RedisLinks links;
    private final RedisKeys keys;
    private final HighWaterMarks marks;
    private final LogConfig config;
    private final Partitioning partitioning;
    private final RedisScript script = RedisScript.load("append");
    private final LongAdder durableCount = new LongAdder();
    private final LongAdder ephemeralCount = new LongAdder();

    public AppendScript(
            RedisLinks links, RedisKeys keys, HighWaterMarks marks, LogConfig config, Partitioning partitioning) {
        this.links = links;
        this.keys = keys;
        this.marks = marks;
        this.config = config;
        this.partitioning = partitioning;
    }

    void run(int partition, List<AppendChunk> chunks) {
        UsedConnection used = new UsedConnection();
        links.run(script, keysOf(partition, chunks), arguments(partition, chunks), used)
                .onSuccess(reply -> {
                    for (int i = 0; i < chunks.size(); i++) {
                        complete(chunks.get(i), partition, reply.get(i), used);
                    }
                })
                .onFailure(failure ->
                        chunks.forEach(appendChunk -> appendChunk.promise().fail(failure)));
    }

    public long appended(boolean ephemeral) {
        return (ephemeral ? ephemeralCount : durableCount).sum();
    }

    private List<String> keysOf(int partition, List<AppendChunk> chunks) {
        List<String> names = new ArrayList<>(5 + 2 * chunks.size());
        names.add(keys.meta(partition));
        names.add(keys.tail(partition));
        names.add(keys.work(partition));
        names.add(keys.preferences(partition));
        names.add(keys.histories(partition));
        for (AppendChunk appendChunk : chunks) {
            Once once = appendChunk.once();
            if (once != null) {
                names.add(record(partition, appendChunk, once));
            }
            if (appendChunk.isStaged()) {
                names.add(keys.staged(partition));
            }
            if (appendChunk.hasHistories()) {
                appendChunk.channels().forEach(channel -> {
                    names.add(keys.history(partition, channel));
                    names.add(keys.origin(partition, channel));
                    names.add(keys.overlay(partition, channel));
                });
            }
        }
        return names;
    }

    private List<Object> arguments(int partition, List<AppendChunk> chunks) {
        List<Object> arguments = new ArrayList<>(5 + 16 * chunks.size());
        arguments.add(marks.forPartition(partition).highest());
        arguments.add(config.retention().toMillis());
        arguments.add(config.eventsPerChannel());
        arguments.add(config.tailLength());
        arguments.add(config.workLength());
        for (AppendChunk appendChunk : chunks) {
            Once once = appendChunk.once();
            boolean isClaimed = once != null && claim(partition, appendChunk, once) != null;
            arguments.add(appendChunk.channelArgument());
            arguments.add(once == null ? appendChunk.flags() : appendChunk.flags() + (isClaimed ? "k" : "o"));
            arguments.add(appendChunk.hasHistories() ? appendChunk.recipients() : 0);
            arguments.add(appendChunk.fields().size());
            arguments.addAll(appendChunk.fields());
            arguments.addAll(appendChunk.revises());
            if (once != null && !isClaimed) {
                arguments.add(once.fingerprint());
                arguments.add(once.remembered().toMillis());
            }
        }
        return arguments;
    }

    private String record(int partition, AppendChunk appendChunk, Once once) {
        String claim = claim(partition, appendChunk, once);
        return claim == null ? keys.appendRecord(partition, once.key()) : keys.idempotencyRecord(partition, claim);
    }

    /**
     * Returns the key of the idempotency record that serves the chunk; null if it needs a record of its own. A script call is
     * limited to one partition, so it can mark the record only if the whole event goes to the partition of that record.
     */
    private @Nullable String claim(int partition, AppendChunk appendChunk, Once once) {
        String claim = once.claim();
        return claim != null && appendChunk.isWhole() && partitioning.partitionOf(claim) == partition ? claim : null;
    }

    private void complete(AppendChunk appendChunk, int partition, Response outcome, UsedConnection used) {
        Promise<Appended> promise = appendChunk.promise();
        EventId id = EventId.parse(outcome.get(0).toString());
        switch (outcome.get(1).toString()) {
            case "other" ->
                promise.fail(Problem.conflict("The key was used for a different request. Use a new key.")
                        .asException());
            case "full" ->
                promise.fail(Problem.unavailable(
                                "The database is too far behind to accept the event. Retry later.", RETRY_WHEN_FULL)
                        .asException());
            case "deleted" ->
                promise.fail(Problem.notFound("The message was deleted.").asException());
            case "same" -> promise.complete(new Appended(partition, id, true, skipped(outcome)));
            default -> {
                // The id is zero if the event is in the work queue only, or if all users were skipped.
                if (!id.equals(EventId.ZERO)) {
                    marks.forPartition(partition).appended(used.get(), appendChunk.entry(id));
                    count(appendChunk.ephemeral());
                }
                promise.complete(new Appended(partition, id, false, skipped(outcome)));
            }
        }
    }

    private void count(boolean ephemeral) {
        (ephemeral ? ephemeralCount : durableCount).increment();
    }

    private static List<SkippedUser> skipped(Response outcome) {
        if (outcome.size() == 2) {
            return List.of();
        }
        List<SkippedUser> skipped = new ArrayList<>();
        for (int i = 2; i < outcome.size(); i += 2) {
            skipped.add(new SkippedUser(
                    new Channel(outcome.get(i).toString()), outcome.get(i + 1).toString()));
        }
        return skipped;
    }
}
