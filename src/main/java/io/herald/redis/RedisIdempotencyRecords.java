package io.herald.redis;

import io.herald.log.IdempotencyRecords;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.RedisScript;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** Stores idempotency records, each in the partition of its key. One script call reads a record or creates it. */
@ApplicationScoped
class RedisIdempotencyRecords implements IdempotencyRecords {

    /**
     * The length of a stored fingerprint. 11 characters of base64 are 66 bits, so two bodies under one key of one
     * sender do not collide by chance.
     */
    private static final int FINGERPRINT = 11;

    private final RedisLinks links;
    private final RedisKeys keys;
    private final Partitioning partitioning;
    private final RedisScript script = RedisScript.load("claim");

    RedisIdempotencyRecords(RedisLinks links, RedisKeys keys, Partitioning partitioning) {
        this.links = links;
        this.keys = keys;
        this.partitioning = partitioning;
    }

    @Override
    public Uni<Claim> claim(String key, String fingerprint, String value, Duration remembered) {
        int partition = partitioning.partitionOf(key);
        List<String> records =
                List.of(keys.idempotencyRecord(partition, key), keys.legacyIdempotencyRecord(partition, key));
        List<Object> args = List.of(fingerprint.substring(0, FINGERPRINT), value, remembered.toMillis(), fingerprint);
        return UniHelper.toUni(links.run(script, records, args).map(reply -> {
            String outcome = reply.get(0).toString();
            return new Claim(reply.get(1).toString(), outcome.equals("new"), !outcome.equals("other"));
        }));
    }
}
