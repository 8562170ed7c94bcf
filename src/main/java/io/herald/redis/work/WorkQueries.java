package io.herald.redis.work;

import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.WorkQueue.Backlog;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.RedisScript;
import io.herald.redis.layout.EntryCodec;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The Redis calls of a worker on one partition's queue. Reads block the connection of the worker, so calls that must not wait
 * use the shared links.
 */
record WorkQueries(
        int partition,
        String queue,
        String group,
        String worker,
        Duration block,
        RedisLinks links,
        WorkScripts scripts) {

    /**
     * An entry of the work queue.
     *
     * @param entry the id of the entry in the queue, which is not an id of the log
     */
    record Work(String entry, Event event) {}

    record WorkScripts(RedisScript renew, RedisScript finish, RedisScript orphans, RedisScript leave) {

        static WorkScripts load() {
            return new WorkScripts(
                    RedisScript.load("renew"),
                    RedisScript.load("finish"),
                    RedisScript.load("orphans"),
                    RedisScript.load("leave"));
        }
    }

    /** How many entries are kept aside, approximately, for an operator to examine. The oldest are trimmed first. */
    private static final int MAX_SET_ASIDE = 1_000;

    /** The number of entries in a page of the cleanup. A page takes Redis less than a millisecond. */
    private static final int ORPHAN_PAGE = 200;

    /**
     * An entry that its worker has neither finished nor {@linkplain #renew renewed} for this long is considered abandoned, and
     * other workers claim it. Longer than an attempt to process it, so that no two workers write it at the same time.
     */
    static final Duration ABANDONED_AFTER = Duration.ofSeconds(20);

    WorkQueries(int partition, String queue, String group, Duration block, RedisLinks links, WorkScripts scripts) {
        this(partition, queue, group, UUID.randomUUID().toString(), block, links, scripts);
    }

    /** Creates the consumer group if it does not exist, for example after a flush. */
    Future<Void> createGroup(RedisConnection on) {
        Request create = Request.cmd(Command.XGROUP)
                .arg("CREATE")
                .arg(queue)
                .arg(group)
                .arg("0")
                .arg("MKSTREAM");
        return on.send(create)
                .<Void>mapEmpty()
                .recover(failure -> String.valueOf(failure.getMessage()).startsWith("BUSYGROUP")
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure));
    }

    Future<List<Work>> next(RedisConnection on, int most) {
        Request read = Request.cmd(Command.XREADGROUP)
                .arg("GROUP")
                .arg(group)
                .arg(worker)
                .arg("COUNT")
                .arg(most)
                .arg("BLOCK")
                .arg(block.toMillis())
                .arg("STREAMS")
                .arg(queue)
                .arg(">");
        return on.send(read).map(reply -> {
            if (reply == null || reply.size() == 0) {
                return List.of();
            }
            // A list of pairs in RESP2, a map in RESP3.
            return events(reply.isMap() ? reply.get(queue) : reply.get(0).get(1));
        });
    }

    /** Claims entries that a worker has read and not finished in time. */
    Future<List<Work>> claimAbandoned(RedisConnection on, int most) {
        Request claim = Request.cmd(Command.XAUTOCLAIM)
                .arg(queue)
                .arg(group)
                .arg(worker)
                .arg(ABANDONED_AFTER.toMillis())
                .arg("0-0")
                .arg("COUNT")
                .arg(most);
        return on.send(claim).map(reply -> events(reply.get(1)));
    }

    /** Renews the hold on entries, and returns those that this worker still holds. */
    Future<List<Work>> renew(List<Work> work) {
        List<Object> args = new ArrayList<>(2 + work.size());
        args.add(group);
        args.add(worker);
        work.forEach(one -> args.add(one.entry()));
        return links.run(scripts.renew(), List.of(queue), args).map(reply -> {
            Set<String> held = reply.stream().map(Response::toString).collect(Collectors.toSet());
            return work.stream().filter(one -> held.contains(one.entry())).toList();
        });
    }

    /**
     * Acknowledges and deletes entries.
     *
     * @param rejected those of the entries that no retry can process; they are kept aside
     */
    Future<Void> finish(List<Work> work, List<Work> rejected) {
        List<Object> args = new ArrayList<>(3 + work.size());
        args.add(group);
        args.add(MAX_SET_ASIDE);
        args.add(rejected.size());
        rejected.forEach(one -> args.add(one.entry()));
        work.stream().filter(one -> !rejected.contains(one)).forEach(one -> args.add(one.entry()));
        return links.run(scripts.finish(), List.of(queue, queue + ":aside"), args)
                .mapEmpty();
    }

    /**
     * The result of one page of the cleanup.
     *
     * @param deleted the number of deleted entries
     * @param next the id after which the next page begins; empty after the last
     */
    record OrphanPage(long deleted, String next) {}

    /** Deletes the acknowledged entries of one page. */
    Future<OrphanPage> deleteOrphans(String after) {
        return links.run(scripts.orphans(), List.of(queue), List.of(group, after, ORPHAN_PAGE))
                .map(reply -> new OrphanPage(reply.get(0).toLong(), reply.get(1).toString()));
    }

    /** Deletes the consumer of this worker, unless it has pending entries, which another worker is to claim. */
    Future<Void> deleteConsumer() {
        return links.run(scripts.leave(), List.of(queue), List.of(group, worker))
                .mapEmpty();
    }

    static Future<Backlog> backlog(RedisLinks links, String queue) {
        Request first = Request.cmd(Command.XRANGE)
                .arg(queue)
                .arg("-")
                .arg("+")
                .arg("COUNT")
                .arg(1);
        Future<Response> oldest = links.send(queue, first);
        return links.send(queue, Request.cmd(Command.XLEN).arg(queue))
                .compose(length -> oldest.map(entries -> new Backlog(length.toLong(), since(entries))));
    }

    private static long since(@Nullable Response entries) {
        return entries == null || entries.size() == 0
                ? Long.MAX_VALUE
                : EventId.parse(entries.get(0).get(0).toString()).ms();
    }

    private List<Work> events(Response entries) {
        List<Work> there = new ArrayList<>(entries.size());
        for (Response entry : entries) {
            // Redis 6.2 returns null for pending entries that were deleted.
            if (entry != null && entry.size() == 2 && entry.get(1) != null) {
                there.add(new Work(entry.get(0).toString(), EntryCodec.decodeWork(partition, entry)));
            }
        }
        return there;
    }
}
