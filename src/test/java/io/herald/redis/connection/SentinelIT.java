package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.NotificationTraffic;
import io.herald.testing.RedisSentinels;
import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import io.herald.testing.Streams;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A master dies, and real sentinels put its replica in its place. */
class SentinelIT {

    private static final Logger LOG = Logger.getLogger(SentinelIT.class);
    private static final List<String> USERS = List.of("bob", "carol", "dave");

    private static RedisSentinels redis;
    private static HeraldProcess herald;
    private static Api api;

    @BeforeAll
    static void start() {
        redis = RedisSentinels.started();
        herald = HeraldProcess.start(redis.settings());
        api = new Api(herald.baseUri(), Tokens.publisher("billing"));
        Await.until("publishing works", () -> api.notify("nobody", "warm").statusCode() == 202);
    }

    @AfterAll
    static void stop() {
        herald.close();
        redis.close();
    }

    @Test
    void the_service_follows_to_the_new_master_and_what_that_had_not_got_is_told() {
        try (Streams streams = Streams.open(List.of(api), USERS);
                NotificationTraffic notificationTraffic = NotificationTraffic.start(List.of(api), USERS)) {
            notificationTraffic.awaitMore(50);
            SseClient stream = open("alice");
            assertEquals(202, api.notify("alice", "kept").statusCode());
            String kept = stream.await(titled("kept")).id();
            Await.until(
                    "the replica has it",
                    () -> ms(redis.replica()
                                    .execute("HGET", "herald:{0}:meta", "last")
                                    .toString())
                            >= ms(kept));
            redis.cutReplication();
            assertEquals(202, api.notify("alice", "gone").statusCode());
            String gone = stream.await(titled("gone")).id();

            failOver(notificationTraffic);
            assertEquals(202, api.notify("alice", "after").statusCode());
            String after = stream.await(titled("after")).id();
            assertTrue(ms(after) >= ms(gone), after + " after " + gone);
            notificationTraffic.close();
            streams.assertLossesReported(notificationTraffic);

            Await.until("it is served", () -> resume(api, kept).awaitIfServed(titled("gone")) != null);
            try (HeraldProcess other = HeraldProcess.start(redis.settings())) {
                assertTold(new Api(other.baseUri(), ""), kept);
            }
        }
    }

    private static void failOver(NotificationTraffic notificationTraffic) {
        redis.master().kill();
        Instant killed = Instant.now();
        redis.replica().resume();
        Await.until("it is refused", () -> notificationTraffic.calls().stream().anyMatch(call -> call.status() == 503));
        notificationTraffic.awaitRoundWithoutRejection();
        LOG.infof(
                "after the master was killed: publishing again in %d ms",
                Duration.between(killed, Instant.now()).toMillis());
        assertEquals("master", redis.replica().field("role", "INFO"));
    }

    private static Predicate<SseEvent> titled(String title) {
        return event -> event.data().contains("\"title\":\"" + title + "\"");
    }

    /** By an instance that never had what is lost; the other one still has it in memory. */
    private static void assertTold(Api instance, String cursor) {
        Await.until(
                "it has read the log",
                () -> resume(instance, cursor).awaitIfServed(event -> event.is("ready")) != null);
        SseClient back = resume(instance, cursor);
        assertTrue(back.await("ready").data().contains("\"recovered\":false"));
        assertTrue(back.await("reset").data().contains("\"reason\":\"lost\""));
        back.await(titled("after"));
    }

    private static SseClient resume(Api instance, String cursor) {
        return SseClient.resume(instance.stream(""), Tokens.of("alice").sign(), cursor);
    }

    private static SseClient open(String user) {
        SseClient stream = SseClient.open(api.stream(""), Tokens.of(user).sign());
        stream.await("ready");
        return stream;
    }

    private static long ms(String id) {
        return Long.parseLong(id.split("-")[0]);
    }
}
