package io.herald.redis;

import io.herald.log.FallbackSetStore;
import io.herald.log.LogConfig;
import io.herald.redis.connection.RedisLinks;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stores each copied set in a sorted set. An additional member with the highest score marks a complete set.
 *
 * <p>To complete a set, the mark and then the members are collected in a second key, and both keys are merged. If Redis
 * loses its data meanwhile, it also loses the mark, so the union is not taken for a complete set.
 */
@ApplicationScoped
class RedisFallbackSetStore implements FallbackSetStore {

    private static final String MARK = "";

    /** Higher than any time in milliseconds, and exact as a double, which is the type of a score in Redis. */
    private static final long MARK_SCORE = 9_000_000_000_000_000L;

    private static final int PAGE_SIZE = 1_000;

    /** Expires a collection whose instance died before it finished. */
    private static final long COLLECTION_LIFE_MS = Duration.ofMinutes(10).toMillis();

    private final RedisLinks links;
    private final String keyPrefix;

    @Inject
    RedisFallbackSetStore(RedisLinks links, LogConfig config) {
        this(links, config.keyPrefix());
    }

    RedisFallbackSetStore(RedisLinks links, String keyPrefix) {
        this.links = links;
        this.keyPrefix = keyPrefix;
    }

    @Override
    public Uni<Void> add(String set, Map<String, Long> members) {
        return UniHelper.toUni(add(name(set), List.copyOf(members.entrySet()), 0));
    }

    @Override
    public Uni<Void> complete(String set, Map<String, Long> members) {
        String key = name(set);
        String collection = key + ":" + UUID.randomUUID();
        Request mark = Request.cmd(Command.ZADD).arg(collection).arg(MARK_SCORE).arg(MARK);
        Request life = Request.cmd(Command.PEXPIRE).arg(collection).arg(COLLECTION_LIFE_MS);
        Request union = Request.cmd(Command.ZUNIONSTORE)
                .arg(key)
                .arg(2)
                .arg(key)
                .arg(collection)
                .arg("AGGREGATE")
                .arg("MAX");
        return UniHelper.toUni(send(collection, mark)
                .compose(marked -> send(collection, life))
                .compose(limited -> add(collection, List.copyOf(members.entrySet()), 0))
                .compose(collected -> send(key, union))
                .compose(united -> send(collection, Request.cmd(Command.DEL).arg(collection)))
                .mapEmpty());
    }

    private Future<Void> add(String key, List<Map.Entry<String, Long>> members, int from) {
        if (from >= members.size()) {
            return Future.succeededFuture();
        }
        int to = Math.min(members.size(), from + PAGE_SIZE);
        Request request = Request.cmd(Command.ZADD).arg(key).arg("GT");
        members.subList(from, to)
                .forEach(member -> request.arg(member.getValue()).arg(member.getKey()));
        return send(key, request).compose(added -> add(key, members, to));
    }

    @Override
    public Uni<@Nullable Map<String, Long>> find(String set) {
        String key = name(set);
        Request mark = Request.cmd(Command.ZSCORE).arg(key).arg(MARK);
        return UniHelper.toUni(send(key, mark)
                .compose(score -> score == null ? Future.succeededFuture() : scan(key, "0", new HashMap<>())));
    }

    /**
     * Reads all pages. {@code ZSCAN} may repeat members, and returns all that are present from the first page to the last. The
     * set was complete before the first page: if it were completed during the scan, earlier pages could lack members.
     */
    private Future<@Nullable Map<String, Long>> scan(String key, String cursor, Map<String, Double> found) {
        Request request =
                Request.cmd(Command.ZSCAN).arg(key).arg(cursor).arg("COUNT").arg(PAGE_SIZE);
        return send(key, request).compose(reply -> {
            Response page = reply.get(1);
            for (int i = 0; i + 1 < page.size(); i += 2) {
                found.put(
                        page.get(i).toString(),
                        Double.parseDouble(page.get(i + 1).toString()));
            }
            String next = reply.get(0).toString();
            return next.equals("0") ? Future.succeededFuture(complete(found)) : scan(key, next, found);
        });
    }

    private static @Nullable Map<String, Long> complete(Map<String, Double> found) {
        if (found.remove(MARK) == null) {
            return null;
        }
        Map<String, Long> members = new HashMap<>();
        found.forEach((member, number) -> members.put(member, number.longValue()));
        return members;
    }

    @Override
    public Uni<Void> removeBelow(String set, long number) {
        String key = name(set);
        Request request =
                Request.cmd(Command.ZREMRANGEBYSCORE).arg(key).arg("-inf").arg("(" + number);
        return UniHelper.toUni(send(key, request).mapEmpty());
    }

    private Future<Response> send(String key, Request request) {
        return links.send(key, request);
    }

    /** The braces are a hash tag: all keys of a set share a slot of a cluster. */
    private String name(String set) {
        return "{" + keyPrefix + ":copy:" + set + "}";
    }
}
