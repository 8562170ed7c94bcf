package io.herald.redis.history;

import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.EventLog.Bounds;
import io.herald.log.EventLog.Span;
import io.herald.log.HistoryPage;
import io.herald.log.LogConfig;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.RedisScript;
import io.herald.redis.layout.EntryCodec;
import io.herald.redis.layout.EntryIdentity;
import io.herald.redis.layout.HighWaterMarks;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** Reads the histories of channels and the bounds of partitions. */
public final class HistoryReader {

    private final RedisLinks links;
    private final RedisKeys keys;
    private final Partitioning partitioning;
    private final HighWaterMarks marks;
    private final LogConfig config;
    private final CursorFormat format;
    private final RedisScript read = RedisScript.load("read");
    private final RedisScript open = RedisScript.load("open");
    private final RedisScript history = RedisScript.load("history");

    public HistoryReader(
            RedisLinks links, RedisKeys keys, Partitioning partitioning, HighWaterMarks marks, LogConfig config) {
        this.links = links;
        this.keys = keys;
        this.partitioning = partitioning;
        this.marks = marks;
        this.config = config;
        this.format = new CursorFormat(partitioning.partitions());
    }

    /** Reads the channels of a span and merges them into one page. Fails with 503 if a former master answers. */
    public Future<HistoryPage> read(Span span) {
        List<String> names = keysOf(span);
        List<Object> args = List.of(span.after(), span.upTo(), span.limit());
        // A log that ends below the span has lost events recently. Only after opening it, which renews the birth mark,
        // does a read return the gap.
        return links.run(read, names, args)
                .compose(reply -> HistoryReadReply.reaches(reply, span.upTo())
                        ? Future.succeededFuture(reply)
                        : bounds(span.partition()).compose(opened -> links.run(read, names, args)))
                .map(reply -> HistoryReadReply.of(span, reply, format))
                .compose(found -> isOutdated(span.partition(), found.bounds())
                        ? Future.failedFuture(RedisLinks.unavailable())
                        : Future.succeededFuture(HistoryPageMerger.of(span, found)));
    }

    /**
     * Whether a server has answered that lacks the birth mark which the reader of this instance has found: a former master that
     * continues after a failover. It has other events than the log, and reports no gap.
     */
    private boolean isOutdated(int partition, Bounds bounds) {
        return bounds.birth().isBefore(marks.forPartition(partition).birth());
    }

    private List<String> keysOf(Span span) {
        List<String> names = new ArrayList<>(1 + 3 * span.channels().size());
        names.add(keys.meta(span.partition()));
        span.channels().forEach(channel -> {
            names.add(keys.history(span.partition(), channel));
            names.add(keys.origin(span.partition(), channel));
            names.add(keys.overlay(span.partition(), channel));
        });
        return names;
    }

    /** Reads one channel's events after a position, oldest first, or before one, newest first. */
    public Future<List<Event>> history(Channel channel, EventId from, boolean newestFirst, int limit) {
        if (newestFirst && from.equals(EventId.ZERO)) {
            // No id precedes zero, and Redis rejects the range.
            return Future.succeededFuture(List.of());
        }
        int partition = partitioning.partitionOf(channel);
        List<String> names = List.of(keys.history(partition, channel), keys.overlay(partition, channel));
        List<Object> args = List.of(from, newestFirst ? "newest" : "oldest", limit);
        return links.run(history, names, args).map(reply -> {
            List<Event> events = EntryCodec.decodeHistory(partition, channel, reply.get(0));
            return RevisionOverlayDecoder.decode(partition, format, reply.get(1))
                    .apply(events);
        });
    }

    /**
     * Reads birth mark and last id of a partition. Creates the birth mark of an empty log, and renews it after a loss. Fails with 503
     * if a former master answers.
     */
    public Future<Bounds> bounds(int partition) {
        EntryIdentity seen = marks.forPartition(partition).highestEntry();
        List<Object> args = List.of(seen.id(), config.retention().toMillis(), EventId.ZERO, seen.id(), seen.digest());
        return links.run(open, List.of(keys.meta(partition), keys.tail(partition)), args)
                .map(HistoryReader::bounds)
                .compose(bounds -> isOutdated(partition, bounds)
                        ? Future.failedFuture(RedisLinks.unavailable())
                        : Future.succeededFuture(bounds));
    }

    private static Bounds bounds(Response reply) {
        return new Bounds(
                EventId.parse(reply.get(0).toString()),
                EventId.parse(reply.get(1).toString()));
    }
}
