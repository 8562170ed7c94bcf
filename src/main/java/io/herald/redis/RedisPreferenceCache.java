package io.herald.redis;

import io.herald.event.Channel;
import io.herald.log.PreferenceCache;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores preferences in one hash per partition, where the append script reads them. */
@ApplicationScoped
class RedisPreferenceCache implements PreferenceCache {

    private final RedisLinks links;
    private final RedisKeys keys;
    private final Partitioning partitioning;

    RedisPreferenceCache(RedisLinks links, RedisKeys keys, Partitioning partitioning) {
        this.links = links;
        this.keys = keys;
        this.partitioning = partitioning;
    }

    @Override
    public Uni<Void> put(Channel user, @Nullable String preferences) {
        String key = key(user);
        Request request = preferences == null
                ? Request.cmd(Command.HDEL).arg(key).arg(user.key())
                : Request.cmd(Command.HSET).arg(key).arg(user.key()).arg(preferences);
        return UniHelper.toUni(links.send(key, request).mapEmpty());
    }

    @Override
    public Uni<Void> putIfAbsent(Channel user, String preferences) {
        String key = key(user);
        Request request = Request.cmd(Command.HSETNX).arg(key).arg(user.key()).arg(preferences);
        return UniHelper.toUni(links.send(key, request).mapEmpty());
    }

    @Override
    public Uni<List<String>> getAll(List<Channel> users) {
        return UniHelper.toUni(
                Future.join(users.stream().map(this::held).toList()).map(all -> all.<String>list()));
    }

    private Future<String> held(Channel user) {
        String key = key(user);
        return links.send(key, Request.cmd(Command.HGET).arg(key).arg(user.key()))
                .map(reply -> reply == null ? "" : reply.toString());
    }

    private String key(Channel user) {
        return keys.preferences(partitioning.partitionOf(user));
    }
}
