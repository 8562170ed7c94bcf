package io.herald.redis;

import io.herald.event.Channel;
import io.herald.log.EventLog;
import io.herald.log.IdempotencyRecords;
import io.herald.log.TemporaryLog;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.RedisScript;
import io.herald.redis.layout.RedisKeys;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** A temporary log. Knows the names of all its keys, because a search for them would read the whole key space. */
final class RedisTemporaryLog implements TemporaryLog {

    /** An instance that is killed leaves keys for this time. */
    static final Duration EXPIRY = Duration.ofMinutes(2);

    /** A last request of the reader, which has its own connection, may create the state of the log again. */
    private static final Duration LATE_REQUESTS = Duration.ofMillis(100);

    private static final int MAX_KEYS_PER_CALL = 1_000;
    private static final int PARTITION = 0;

    private final RedisEventLog events;
    private final RedisIdempotencyRecords records;
    private final RedisLinks links;
    private final RedisKeys keys;
    private final List<Channel> channels;
    private final RedisScript expire = RedisScript.load("expire");
    private final Queue<String> recordKeys = new ConcurrentLinkedQueue<>();

    RedisTemporaryLog(
            RedisEventLog events,
            RedisIdempotencyRecords records,
            RedisLinks links,
            RedisKeys keys,
            List<Channel> channels) {
        this.events = events;
        this.records = records;
        this.links = links;
        this.keys = keys;
        this.channels = channels;
    }

    @Override
    public EventLog events() {
        return events;
    }

    @Override
    public IdempotencyRecords records() {
        return (key, fingerprint, value, remembered) -> {
            recordKeys.add(keys.idempotencyRecord(PARTITION, key));
            return records.claim(key, fingerprint, value, remembered.compareTo(EXPIRY) < 0 ? remembered : EXPIRY);
        };
    }

    @Override
    public Uni<Void> renew() {
        List<String> appended = List.of(keys.meta(PARTITION), keys.tail(PARTITION), keys.work(PARTITION));
        return all(Stream.concat(
                Stream.of(links.run(expire, appended, List.of(EXPIRY.toMillis()))), unlink(takeRecordKeys())));
    }

    @Override
    public Uni<Void> delete() {
        events.close();
        List<String> all = takeRecordKeys();
        all.addAll(
                List.of(keys.meta(PARTITION), keys.tail(PARTITION), keys.work(PARTITION), keys.preferences(PARTITION)));
        for (Channel channel : channels) {
            all.add(keys.history(PARTITION, channel));
            all.add(keys.origin(PARTITION, channel));
            all.add(keys.overlay(PARTITION, channel));
        }
        return all(unlink(all))
                .onItem()
                .delayIt()
                .by(LATE_REQUESTS)
                .chain(() -> all(unlink(List.of(keys.meta(PARTITION), keys.tail(PARTITION)))));
    }

    private List<String> takeRecordKeys() {
        List<String> taken = new ArrayList<>();
        for (String key = recordKeys.poll(); key != null; key = recordKeys.poll()) {
            taken.add(key);
        }
        return taken;
    }

    private Stream<Future<Response>> unlink(List<String> names) {
        return Stream.iterate(0, from -> from < names.size(), from -> from + MAX_KEYS_PER_CALL)
                .map(from -> names.subList(from, Math.min(names.size(), from + MAX_KEYS_PER_CALL)))
                .map(some -> {
                    Request request = Request.cmd(Command.UNLINK);
                    some.forEach(request::arg);
                    return links.send(some.get(0), request);
                });
    }

    private static Uni<Void> all(Stream<Future<Response>> calls) {
        return UniHelper.toUni(Future.all(calls.toList())).replaceWithVoid();
    }
}
