package io.herald.redis.tail;

import io.herald.event.EventId;
import io.herald.log.EventLog.Bounds;
import io.herald.log.LogConfig;
import io.herald.redis.connection.RedisScript;
import io.herald.redis.layout.EntryCodec;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.layout.EntryIdentity;
import io.herald.redis.layout.RedisKeys;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The Redis calls of one partition's tail reader, on the dedicated connection of that reader. */
record TailQueries(int partition, RedisKeys keys, RedisScript open, LogConfig config) {

    /** Makes the script renew the birth mark. */
    static final String LOST = "lost";

    /**
     * The state of a partition.
     *
     * @param lastBefore the id of the last entry up to a birth mark that the reader did not know; null if there is none
     * @param digest of that entry
     */
    record Opened(Bounds bounds, @Nullable EventId lastBefore, String digest) {

        boolean hasSameBefore(Opened other) {
            return Objects.equals(lastBefore, other.lastBefore) && digest.equals(other.digest);
        }

        private static Opened of(Response reply) {
            Bounds bounds = new Bounds(
                    EventId.parse(reply.get(0).toString()),
                    EventId.parse(reply.get(1).toString()));
            return reply.size() < 5
                    ? new Opened(bounds, null, "")
                    : new Opened(
                            bounds,
                            EventId.parse(reply.get(3).toString()),
                            reply.get(4).toString());
        }
    }

    /**
     * Opens the partition, and reads its bounds. Creates the birth mark of an empty log, and renews it after a loss. Sends the source
     * of the script: the call is rare, and the first on each new connection, where Redis may not know the digest.
     *
     * @param seen the highest id that this instance has seen
     * @param birth the birth mark that the reader knows, zero for none; {@link #LOST} if the reader has found that the log was
     *     replaced
     * @param known the entry at the position of the reader, and others that this instance has read or appended
     */
    Future<Opened> open(RedisConnection on, EventId seen, String birth, List<EntryIdentity> known) {
        Request request = Request.cmd(Command.EVAL)
                .arg(open.source())
                .arg(2)
                .arg(keys.meta(partition))
                .arg(keys.tail(partition))
                .arg(seen.toString())
                .arg(config.retention().toMillis())
                .arg(birth);
        known.forEach(entry -> request.arg(entry.id().toString()).arg(entry.digest()));
        return on.send(request).map(Opened::of);
    }

    /** Reads the last entries of the tail, newest first; if {@code before} is not null, the last before that id. */
    Future<List<Entry>> readBackwards(RedisConnection on, @Nullable EventId before, int most) {
        Request request = Request.cmd(Command.XREVRANGE)
                .arg(keys.tail(partition))
                .arg(before == null ? "+" : "(" + before)
                .arg("-")
                .arg("COUNT")
                .arg(most);
        return on.send(request).map(reply -> EntryCodec.decodeTail(partition, reply));
    }

    /** Returns the approximate maximum number of entries of the tail. */
    int tailLength() {
        return config.tailLength();
    }

    /**
     * Reads the entries after an id.
     *
     * @param waits whether the read waits for entries up to the block time; it then returns an empty list
     */
    Future<List<Entry>> read(RedisConnection on, EventId after, int most, boolean waits) {
        Request request = Request.cmd(Command.XREAD).arg("COUNT").arg(most);
        if (waits) {
            request.arg("BLOCK").arg(config.block().toMillis());
        }
        return on.send(request.arg("STREAMS").arg(keys.tail(partition)).arg(after.toString()))
                .map(reply -> entriesOf(partition, reply, keys.tail(partition)));
    }

    /** Decodes the entries of one stream from a RESP2 reply (a list of pairs) or a RESP3 reply (a map). */
    static List<Entry> entriesOf(int partition, @Nullable Response reply, String stream) {
        if (reply == null || reply.size() == 0) {
            return List.of();
        }
        if (reply.isMap()) {
            Response entries = reply.get(stream);
            return entries == null ? List.of() : EntryCodec.decodeTail(partition, entries);
        }
        for (Response pair : reply) {
            if (pair.get(0).toString().equals(stream)) {
                return EntryCodec.decodeTail(partition, pair.get(1));
            }
        }
        return List.of();
    }
}
