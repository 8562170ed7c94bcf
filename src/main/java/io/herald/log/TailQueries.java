package io.herald.log;

import io.herald.event.EventId;
import io.herald.log.Entries.Entry;
import io.herald.log.EventLog.Bounds;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the reader of one partition's tail asks Redis, on the reader's own connection. */
record TailQueries(int partition, Keys keys, Script open, LogConfig config) {

    private static final int ENTRIES_A_READ = 512;

    /**
     * The state of the partition; made where there is none. By source: it is asked rarely, and first on each new
     * connection, whose Redis may not know any digest.
     */
    Future<Bounds> open(RedisConnection on, EventId seen) {
        Request request = Request.cmd(Command.EVAL)
                .arg(open.source())
                .arg(2)
                .arg(keys.meta(partition))
                .arg(keys.tail(partition))
                .arg(seen.toString())
                .arg(config.retention().toMillis());
        return on.send(request)
                .map(reply -> new Bounds(
                        EventId.parse(reply.get(0).toString()),
                        EventId.parse(reply.get(1).toString())));
    }

    /** All that the tail holds, oldest first. */
    Future<List<Entry>> held(RedisConnection on) {
        Request request = Request.cmd(Command.XREVRANGE)
                .arg(keys.tail(partition))
                .arg("+")
                .arg("-")
                .arg("COUNT")
                .arg(config.tailLength());
        return on.send(request).map(reply -> {
            List<Entry> entries = new ArrayList<>(Entries.ofTail(partition, reply));
            Collections.reverse(entries);
            return entries;
        });
    }

    /** What follows; empty if nothing came within the block time. */
    Future<List<Entry>> next(RedisConnection on, EventId after) {
        Request request = read().arg("BLOCK").arg(config.block().toMillis());
        return send(on, request, after);
    }

    /** The same, without waiting for anything to come. */
    Future<List<Entry>> there(RedisConnection on, EventId after) {
        return send(on, read(), after);
    }

    private static Request read() {
        return Request.cmd(Command.XREAD).arg("COUNT").arg(ENTRIES_A_READ);
    }

    private Future<List<Entry>> send(RedisConnection on, Request request, EventId after) {
        return on.send(request.arg("STREAMS").arg(keys.tail(partition)).arg(after.toString()))
                .map(this::entriesOf);
    }

    /** The one stream's entries, whether the connection speaks RESP2 (a list of pairs) or RESP3 (a map). */
    private List<Entry> entriesOf(@Nullable Response reply) {
        if (reply == null || reply.size() == 0) {
            return List.of();
        }
        String tail = keys.tail(partition);
        boolean isMap = reply.getKeys().contains(tail);
        return Entries.ofTail(partition, isMap ? reply.get(tail) : reply.get(0).get(1));
    }
}
