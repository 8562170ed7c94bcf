package io.herald.redis.tail;

import io.herald.event.EventId;
import io.herald.log.EventLog.Bounds;
import io.herald.log.LogConfig;
import io.herald.redis.connection.Script;
import io.herald.redis.layout.EntryCodec;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.layout.Keys;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the reader of one partition's tail asks Redis, on the reader's own connection. */
record TailQueries(int partition, Keys keys, Script open, LogConfig config) {

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

    /** The last that the tail holds, newest first; with {@code before}, the last ahead of that. */
    Future<List<Entry>> held(RedisConnection on, @Nullable EventId before, int most) {
        Request request = Request.cmd(Command.XREVRANGE)
                .arg(keys.tail(partition))
                .arg(before == null ? "+" : "(" + before)
                .arg("-")
                .arg("COUNT")
                .arg(most);
        return on.send(request).map(reply -> EntryCodec.ofTail(partition, reply));
    }

    /** How many entries the tail holds at the most, about. */
    int tailLength() {
        return config.tailLength();
    }

    /** What follows; empty if nothing came within the block time. */
    Future<List<Entry>> next(RedisConnection on, EventId after, int most) {
        Request request = read(most).arg("BLOCK").arg(config.block().toMillis());
        return send(on, request, after);
    }

    /** The same, without waiting for anything to come. */
    Future<List<Entry>> there(RedisConnection on, EventId after, int most) {
        return send(on, read(most), after);
    }

    private static Request read(int most) {
        return Request.cmd(Command.XREAD).arg("COUNT").arg(most);
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
        return EntryCodec.ofTail(
                partition,
                reply.isMap() ? reply.get(keys.tail(partition)) : reply.get(0).get(1));
    }
}
