package io.herald.redis;

import io.herald.event.Channel;
import io.herald.log.IdempotencyExpiry;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Sets the expiry of the records that the append script and the claim script write. */
@ApplicationScoped
class RedisIdempotencyExpiry implements IdempotencyExpiry {

    private final RedisLinks links;
    private final RedisKeys keys;
    private final Partitioning partitioning;

    RedisIdempotencyExpiry(RedisLinks links, RedisKeys keys, Partitioning partitioning) {
        this.links = links;
        this.keys = keys;
        this.partitioning = partitioning;
    }

    @Override
    public Uni<Void> expireRecord(String key, Duration remembered) {
        return expire(keys.idempotencyRecord(partitioning.partitionOf(key), key), remembered);
    }

    @Override
    public Uni<Void> expireAppend(Channel channel, String key, Duration remembered) {
        return expire(keys.appendRecord(partitioning.partitionOf(channel), key), remembered);
    }

    private Uni<Void> expire(String record, Duration remembered) {
        Request request = Request.cmd(Command.PEXPIRE).arg(record).arg(remembered.toMillis());
        return UniHelper.toUni(links.send(record, request))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
