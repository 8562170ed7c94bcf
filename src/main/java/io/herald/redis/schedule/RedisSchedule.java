package io.herald.redis.schedule;

import io.herald.log.Append.Once;
import io.herald.log.Schedule;
import io.herald.loop.Loop;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.RedisScript;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Stores the schedule of each partition in sorted sets. Every instance polls for due tasks, and the script gives each task to one
 * of them. A task that its instance does not complete in time is given out again. There is no leader and no lock.
 */
public final class RedisSchedule implements Schedule {

    private static final Duration PERIOD = Duration.ofMillis(200);
    private static final int BATCH_SIZE = 100;
    private static final Duration TASK_TIMEOUT = Duration.ofSeconds(30);

    private final RedisLinks links;
    private final RedisKeys keys;
    private final Partitioning partitioning;
    private final List<Task> tasks;
    private final RedisScript put = RedisScript.load("schedule");
    private final RedisScript putOnce = RedisScript.load("schedule-once");
    private final RedisScript cancel = RedisScript.load("cancel");
    private final RedisScript due = RedisScript.load("due");
    private final RedisScript done = RedisScript.load("done");

    public RedisSchedule(RedisLinks links, RedisKeys keys, Partitioning partitioning, List<Task> tasks) {
        this.links = links;
        this.keys = keys;
        this.partitioning = partitioning;
        this.tasks = List.copyOf(tasks);
    }

    /** Starts one periodic task for each partition, so that a partition that does not answer does not delay the others. */
    public List<PeriodicTask> start(Supplier<Loop> loops) {
        return IntStream.range(0, partitioning.partitions())
                .mapToObj(partition -> PeriodicTask.start(
                        "schedule." + partition,
                        loops.get(),
                        TaskTiming.every(PERIOD),
                        PeriodicWork.async(() -> UniHelper.toUni(poll(partition)))))
                .toList();
    }

    private List<String> keysOf(int partition) {
        return List.of(keys.scheduleDue(partition), keys.scheduleContents(partition), keys.scheduleRunning(partition));
    }

    @Override
    public Uni<Void> schedule(String id, Instant when, byte[] content) {
        List<Object> args = List.of(id, when.toEpochMilli(), content);
        return UniHelper.toUni(
                links.run(put, keysOf(partitioning.partitionOf(id)), args).mapEmpty());
    }

    @Override
    public Uni<Boolean> scheduleOnce(String id, Instant when, byte[] content, Once once) {
        int partition = partitioning.partitionOf(id);
        // A script call is limited to one partition, so an idempotency record can mark only tasks of its partition.
        String claim =
                once.claim() != null && partitioning.partitionOf(once.claim()) == partition ? once.claim() : null;
        String record =
                claim == null ? keys.appendRecord(partition, once.key()) : keys.idempotencyRecord(partition, claim);
        List<String> names = List.of(keys.scheduleDue(partition), keys.scheduleContents(partition), record);
        List<Object> args = claim == null
                ? List.of(
                        id,
                        when.toEpochMilli(),
                        content,
                        once.fingerprint(),
                        once.remembered().toMillis())
                : List.of(id, when.toEpochMilli(), content);
        return UniHelper.toUni(links.run(putOnce, names, args).map(reply -> reply.toInteger() == 1));
    }

    @Override
    public Uni<Boolean> cancel(String id) {
        return UniHelper.toUni(links.run(cancel, keysOf(partitioning.partitionOf(id)), List.of(id))
                .map(reply -> reply.toInteger() == 1));
    }

    @Override
    public Uni<byte @Nullable []> find(String id) {
        String key = keys.scheduleContents(partitioning.partitionOf(id));
        return UniHelper.toUni(
                links.send(key, Request.cmd(Command.HGET).arg(key).arg(id))
                        .map(reply -> reply == null ? null : reply.toBytes()));
    }

    /** Starts a batch of due tasks. Does not wait for their completion. */
    private Future<?> poll(int partition) {
        List<Object> args = List.of(BATCH_SIZE, TASK_TIMEOUT.toMillis());
        return links.run(due, keysOf(partition), args).onSuccess(begun -> all(partition, begun));
    }

    private void all(int partition, Response begun) {
        DueTaskRunner runner = new DueTaskRunner(tasks, id -> links.run(done, keysOf(partition), List.of(id)));
        for (int i = 0; i + 1 < begun.size(); i += 2) {
            runner.run(begun.get(i).toString(), begun.get(i + 1).toBytes());
        }
    }
}
