package io.herald.redis.work;

import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.WorkQueue.Backlog;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.Script;
import io.herald.redis.layout.EntryCodec;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a worker asks of one partition's queue. Its connection blocks, so what must not wait goes by the links. */
record WorkQueries(
        int partition,
        String queue,
        String group,
        String worker,
        Duration block,
        RedisLinks links,
        WorkScripts scripts) {

    /**
     * @param entry its id in the queue, which is none of the log's
     */
    record Work(String entry, Event event) {}

    record WorkScripts(Script finish, Script orphans) {

        static WorkScripts load() {
            return new WorkScripts(Script.load("finish"), Script.load("orphans"));
        }
    }

    /** What nobody could do is kept for whoever looks into it, the last of it if it is much. */
    private static final int MOST_ASIDE = 1_000;

    /** A page takes Redis less than a millisecond. */
    private static final int ORPHAN_PAGE = 200;

    /** A worker that has not said what became of its work for so long is taken for dead. */
    private static final Duration DEAD_AFTER = Duration.ofSeconds(20);

    WorkQueries(int partition, String queue, String group, Duration block, RedisLinks links, WorkScripts scripts) {
        this(partition, queue, group, UUID.randomUUID().toString(), block, links, scripts);
    }

    /** Makes the group where there is none, which is also so after a flush. */
    Future<Void> join(RedisConnection on) {
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

    /** What others have begun, and never said to have done. */
    Future<List<Work>> abandoned(RedisConnection on, int most) {
        Request claim = Request.cmd(Command.XAUTOCLAIM)
                .arg(queue)
                .arg(group)
                .arg(worker)
                .arg(DEAD_AFTER.toMillis())
                .arg("0-0")
                .arg("COUNT")
                .arg(most);
        return on.send(claim).map(reply -> events(reply.get(1)));
    }

    /**
     * Ends the work.
     *
     * @param hopeless what of it nobody can do; it is kept aside
     */
    Future<Void> finish(List<Work> work, List<Work> hopeless) {
        List<Object> args = new ArrayList<>(3 + work.size());
        args.add(group);
        args.add(MOST_ASIDE);
        args.add(hopeless.size());
        hopeless.forEach(one -> args.add(one.entry()));
        work.stream().filter(one -> !hopeless.contains(one)).forEach(one -> args.add(one.entry()));
        return links.run(scripts.finish(), List.of(queue, queue + ":aside"), args)
                .mapEmpty();
    }

    /** @param next the id after which the next page begins; empty after the last */
    record OrphanPage(long deleted, String next) {}

    /** Deletes those of a page of entries that are acknowledged. */
    Future<OrphanPage> deleteOrphans(String after) {
        return links.run(scripts.orphans(), List.of(queue), List.of(group, after, ORPHAN_PAGE))
                .map(reply -> new OrphanPage(reply.get(0).toLong(), reply.get(1).toString()));
    }

    /** With nothing in its hands a worker that ends leaves no trace. */
    Future<Void> leave() {
        return links.send(
                        queue,
                        Request.cmd(Command.XGROUP)
                                .arg("DELCONSUMER")
                                .arg(queue)
                                .arg(group)
                                .arg(worker))
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
            // Redis 6.2 hands out what was deleted meanwhile as nothing.
            if (entry != null && entry.size() == 2 && entry.get(1) != null) {
                there.add(new Work(entry.get(0).toString(), EntryCodec.ofQueue(partition, entry)));
            }
        }
        return there;
    }
}
