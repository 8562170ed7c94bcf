package io.herald.redis;

import io.herald.event.EventId;
import io.herald.log.StagedEvents;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.layout.EntryCodec;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.IntStream;

/** Reads the staged events of each partition from a stream, to which the scripts add them. */
@Singleton
final class RedisStagedEvents implements StagedEvents {

    private final RedisLinks links;
    private final RedisKeys keys;
    private final Partitioning partitioning;

    RedisStagedEvents(RedisLinks links, RedisKeys keys, Partitioning partitioning) {
        this.links = links;
        this.keys = keys;
        this.partitioning = partitioning;
    }

    @Override
    public Uni<List<StagedEvent>> oldest(int partition, int most) {
        String key = keys.staged(partition);
        Request read = Request.cmd(Command.XRANGE)
                .arg(key)
                .arg("-")
                .arg("+")
                .arg("COUNT")
                .arg(most);
        return UniHelper.toUni(links.send(key, read)
                .map(entries ->
                        entries.stream().map(entry -> decode(partition, entry)).toList()));
    }

    private static StagedEvent decode(int partition, Response entry) {
        String id = entry.get(0).toString();
        return new StagedEvent(
                id, EntryCodec.decodeWork(partition, entry), EventId.parse(id).ms());
    }

    @Override
    public Uni<Void> delete(int partition, List<String> entries) {
        String key = keys.staged(partition);
        Request delete = Request.cmd(Command.XDEL).arg(key);
        entries.forEach(delete::arg);
        return UniHelper.toUni(links.send(key, delete).mapEmpty());
    }

    @Override
    public Uni<Long> dropped() {
        List<Future<Long>> counts = IntStream.range(0, partitioning.partitions())
                .mapToObj(keys::stagedDropped)
                .map(key -> links.send(key, Request.cmd(Command.GET).arg(key))
                        .map(reply -> reply == null ? 0L : reply.toLong()))
                .toList();
        return UniHelper.toUni(Future.all(counts)
                .map(all -> counts.stream().mapToLong(Future::result).sum()));
    }
}
