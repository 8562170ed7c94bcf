package io.herald.log;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The schedule of each partition in sorted sets. Every instance looks what is due; the script lets one of them begin it.
 * Whoever dies with it is replaced: no leader, no lock.
 */
final class RedisSchedule implements Schedule {

    private static final Logger LOG = Logger.getLogger(RedisSchedule.class);
    private static final long LOOK_MS = 200;
    private static final int AT_ONCE = 100;
    private static final Duration DEAD_AFTER = Duration.ofSeconds(30);

    private final RedisLinks links;
    private final Keys keys;
    private final Partitioning partitioning;
    private final List<Task> tasks;
    private final AtomicIntegerArray looking;
    private final Script put = Script.load("schedule");
    private final Script cancel = Script.load("cancel");
    private final Script due = Script.load("due");
    private final Script done = Script.load("done");

    RedisSchedule(RedisLinks links, Keys keys, Partitioning partitioning, List<Task> tasks) {
        this.links = links;
        this.keys = keys;
        this.partitioning = partitioning;
        this.tasks = List.copyOf(tasks);
        this.looking = new AtomicIntegerArray(partitioning.partitions());
    }

    /** @return the timer */
    long start(Vertx vertx) {
        return vertx.setPeriodic(LOOK_MS, tick -> {
            for (int partition = 0; partition < looking.length(); partition++) {
                look(partition);
            }
        });
    }

    private List<String> keysOf(int partition) {
        return List.of(keys.due(partition), keys.scheduled(partition), keys.begun(partition));
    }

    @Override
    public Uni<Void> put(String id, Instant when, byte[] content) {
        List<Object> args = List.of(id, when.toEpochMilli(), content);
        return UniHelper.toUni(links.run(put, keysOf(partitioning.of(id)), args).mapEmpty());
    }

    @Override
    public Uni<Boolean> cancel(String id) {
        return UniHelper.toUni(
                links.run(cancel, keysOf(partitioning.of(id)), List.of(id)).map(reply -> reply.toInteger() == 1));
    }

    @Override
    public Uni<byte @Nullable []> find(String id) {
        String key = keys.scheduled(partitioning.of(id));
        return UniHelper.toUni(
                links.send(key, Request.cmd(Command.HGET).arg(key).arg(id))
                        .map(reply -> reply == null ? null : reply.toBytes()));
    }

    private void look(int partition) {
        if (!looking.compareAndSet(partition, 0, 1)) {
            return;
        }
        List<Object> args = List.of(AT_ONCE, DEAD_AFTER.toMillis());
        links.run(due, keysOf(partition), args)
                .onSuccess(begun -> all(partition, begun))
                .onComplete(looked -> looking.set(partition, 0));
    }

    private void all(int partition, Response begun) {
        for (int i = 0; i + 1 < begun.size(); i += 2) {
            one(partition, begun.get(i).toString(), begun.get(i + 1).toBytes());
        }
    }

    private void one(int partition, String id, byte[] content) {
        for (Task task : tasks) {
            if (id.startsWith(task.prefix())) {
                UniHelper.toFuture(task.due(id, content))
                        .compose(did -> links.run(done, keysOf(partition), List.of(id)))
                        .onFailure(
                                failure -> LOG.debugf("schedule.again id=%s reason=\"%s\"", id, failure.getMessage()));
                return;
            }
        }
        LOG.debugf("schedule.unknown id=%s", id);
    }
}
