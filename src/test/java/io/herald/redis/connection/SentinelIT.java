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
import io.herald.testing.Tokens;
import io.herald.testing.UserStreams;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A failover by sentinels after the master is killed. */
@Tag("extended")
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
    void the_service_connects_to_the_new_master_and_reports_events_that_it_lacks() {
        try (UserStreams streams = UserStreams.open(List.of(api), USERS);
                NotificationTraffic traffic = NotificationTraffic.start(List.of(api), USERS)) {
            traffic.awaitMore(50);
            SseClient stream = open("alice");
            assertEquals(202, api.notify("alice", "kept").statusCode());
            String kept = stream.await(withTitle("kept")).id();
            Await.until(
                    "the event is replicated",
                    () -> ms(redis.replica()
                                    .execute("HGET", "herald:{0}:meta", "last")
                                    .toString())
                            >= ms(kept));
            redis.cutReplication();
            assertEquals(202, api.notify("alice", "lost").statusCode());
            String lost = stream.await(withTitle("lost")).id();

            failOver(traffic);
            assertEquals(202, api.notify("alice", "after").statusCode());
            String after = stream.await(withTitle("after")).id();
            assertTrue(ms(after) >= ms(lost), after + " after " + lost);
            traffic.close();
            streams.assertLossesReported(traffic);

            Await.until("the stream is served", () -> resume(api, kept).awaitIfServed(withTitle("lost")) != null);
            try (HeraldProcess other = HeraldProcess.start(redis.settings())) {
                assertLossReported(new Api(other.baseUri(), ""), kept);
            }
        }
    }

    private static void failOver(NotificationTraffic traffic) {
        redis.master().kill();
        Instant killed = Instant.now();
        redis.replica().resume();
        Await.until("a call is rejected", () -> traffic.calls().stream().anyMatch(call -> call.status() == 503));
        traffic.awaitRoundWithoutRejection();
        LOG.infof(
                "after the master was killed: publishing again in %d ms",
                Duration.between(killed, Instant.now()).toMillis());
        assertEquals("master", redis.replica().field("role", "INFO"));
    }

    private static Predicate<SseEvent> withTitle(String title) {
        return event -> event.data().contains("\"title\":\"" + title + "\"");
    }

    /** Uses an instance that has never received the lost event, which the other instance still has in memory. */
    private static void assertLossReported(Api instance, String cursor) {
        Await.until(
                "the instance serves streams",
                () -> resume(instance, cursor).awaitIfServed(event -> event.is("ready")) != null);
        SseClient resumed = resume(instance, cursor);
        assertTrue(resumed.await("ready").data().contains("\"recovered\":false"));
        assertTrue(resumed.await("reset").data().contains("\"reason\":\"lost\""));
        resumed.await(withTitle("after"));
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
