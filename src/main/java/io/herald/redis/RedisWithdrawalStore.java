package io.herald.redis;

import io.herald.log.LogConfig;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Stores withdrawn notifications in one sorted set per partition, scored by time, for as long as the log can replay
 * their events.
 */
@Singleton
final class RedisWithdrawalStore {

    private final RedisLinks links;
    private final RedisKeys keys;
    private final Partitioning partitioning;
    private final LogConfig config;

    RedisWithdrawalStore(RedisLinks links, RedisKeys keys, Partitioning partitioning, LogConfig config) {
        this.links = links;
        this.keys = keys;
        this.partitioning = partitioning;
        this.config = config;
    }

    /** Adds a notification, and deletes those of its partition that are older than the retention. */
    Future<Void> add(String notification, long now) {
        String key = keys.withdrawnNotifications(partitioning.partitionOf(notification));
        Request trim = Request.cmd(Command.ZREMRANGEBYSCORE)
                .arg(key)
                .arg("-inf")
                .arg(now - config.retention().toMillis());
        return links.send(key, Request.cmd(Command.ZADD).arg(key).arg(now).arg(notification))
                .compose(added -> links.send(key, trim))
                .mapEmpty();
    }

    /** Reads the withdrawn notifications of all partitions. */
    Future<List<String>> all() {
        List<Future<List<String>>> parts = IntStream.range(0, partitioning.partitions())
                .mapToObj(keys::withdrawnNotifications)
                .map(key -> links.send(
                                key, Request.cmd(Command.ZRANGE).arg(key).arg(0).arg(-1))
                        .map(reply -> reply.stream().map(Response::toString).toList()))
                .toList();
        return Future.all(parts)
                .map(all ->
                        parts.stream().flatMap(part -> part.result().stream()).toList());
    }
}
