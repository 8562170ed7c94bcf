package io.herald.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.log.Append;
import io.herald.log.LogTraces;
import io.herald.log.TailListener;
import io.herald.log.TemporaryLog;
import io.herald.log.Withdrawals;
import io.herald.redis.connection.ServerInspector;
import io.herald.testing.Await;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TemporaryLogTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Channel USER = Channel.user("alice");
    private static final Channel ROOM = Channel.room("ops");

    private static final String RECORD = "0123456789012345678901234567890123456789";

    private final AtomicInteger received = new AtomicInteger();

    @Test
    void events_are_received_and_no_key_remains_after_the_deletion() {
        TemporaryLog log = used();
        log.delete().await().atMost(TIMEOUT);
        assertEquals(List.of(), keys());
    }

    @Test
    void every_key_expires_if_the_instance_is_killed_between_two_renewals() {
        TemporaryLog log = used();
        assertAllKeysExpire();
        log.renew().await().atMost(TIMEOUT);
        assertAllKeysExpire();
        append(log);
        assertAllKeysExpire();
        log.delete().await().atMost(TIMEOUT);
    }

    @Test
    void a_renewal_deletes_what_has_accumulated() {
        TemporaryLog log = used();
        log.renew().await().atMost(TIMEOUT);
        assertEquals(0L, REDIS.execute("XLEN", key("work")));
        assertTrue(keys().stream().noneMatch(name -> name.toString().contains(RECORD)), keys()::toString);
        log.delete().await().atMost(TIMEOUT);
    }

    private static String key(String suffix) {
        return keys().stream()
                .map(Object::toString)
                .filter(name -> name.endsWith(":" + suffix))
                .findFirst()
                .orElseThrow();
    }

    private static void assertAllKeysExpire() {
        List<?> keys = keys();
        assertTrue(keys.size() >= 5, keys::toString);
        for (Object key : keys) {
            assertNotEquals(-1L, REDIS.execute("PTTL", key.toString()), key::toString);
        }
    }

    /** All kinds of keys: with work, with an idempotency record, in two histories. */
    private TemporaryLog used() {
        TemporaryLog log = logs().create(List.of(USER, ROOM));
        log.events().start(listener());
        Await.until("the tail is read", () -> log.events().isTailAlive(0));
        log.renew().await().atMost(TIMEOUT);
        append(log);
        log.records()
                .claim(RECORD, "0123456789012345", "value", Duration.ofHours(24))
                .await()
                .atMost(TIMEOUT);
        Await.until("both events are received", () -> received.get() == 2);
        return log;
    }

    private static void append(TemporaryLog log) {
        byte[] body = "{}".getBytes(UTF_8);
        for (Channel channel : List.of(USER, ROOM)) {
            log.events()
                    .append(new Append(List.of(channel), "notification", body, EventAttributes.DURABLE).withWork())
                    .await()
                    .atMost(TIMEOUT);
        }
    }

    private TailListener listener() {
        return new TailListener() {
            @Override
            public void onBatch(Batch batch, Runnable done) {
                received.addAndGet(batch.events().size());
                done.run();
            }

            @Override
            public void onBirthMarkChanged(int partition, EventId birth) {}
        };
    }

    private static RedisTemporaryLogs logs() {
        return new RedisTemporaryLogs(
                REDIS.vertx(),
                REDIS.servers(),
                new ServerInspector(false, unsuitable -> {}),
                REDIS.links(),
                TestLog.config(),
                new NoWithdrawals(),
                new LogTraces(),
                Clock.systemUTC());
    }

    private static List<?> keys() {
        return (List<?>) REDIS.execute("KEYS", "*");
    }

    private static final class NoWithdrawals implements Withdrawals {

        @Override
        public boolean contains(Event event) {
            return false;
        }

        @Override
        public boolean contains(String notification) {
            return false;
        }

        @Override
        public Uni<Void> add(String notification) {
            return Uni.createFrom().voidItem();
        }
    }
}
