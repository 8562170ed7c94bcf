package io.herald.redis;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.log.Append.Once;
import io.herald.log.IdempotentAppends;
import io.herald.problem.Problem;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Reads the records that the append script writes. A record consists of a fingerprint and an event id. */
@ApplicationScoped
class RedisIdempotentAppends implements IdempotentAppends {

    private final RedisLinks links;
    private final RedisKeys keys;
    private final Partitioning partitioning;

    RedisIdempotentAppends(RedisLinks links, RedisKeys keys, Partitioning partitioning) {
        this.links = links;
        this.keys = keys;
        this.partitioning = partitioning;
    }

    @Override
    public Uni<@Nullable EventId> find(Channel channel, Once once) {
        String record = keys.appendRecord(partitioning.partitionOf(channel), once.key());
        Request request = Request.cmd(Command.GET).arg(record);
        return UniHelper.toUni(links.send(record, request))
                .map(known -> known == null ? null : id(known.toString(), once));
    }

    private static EventId id(String record, Once once) {
        int space = record.indexOf(' ');
        if (!record.substring(0, space).equals(once.fingerprint())) {
            throw Problem.conflict("The key was used for a different request. Use a new key.")
                    .asException();
        }
        return EventId.parse(record.substring(space + 1));
    }
}
