package io.herald.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RedisSentinels;
import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import io.herald.testing.Streams;
import io.herald.testing.Tokens;
import io.herald.testing.Traffic;
import io.herald.testing.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A master dies, and real sentinels put its replica in its place. */
class SentinelIT {

    private static final Logger LOG = Logger.getLogger(SentinelIT.class);
    private static final List<String> USERS = List.of("alice", "bob", "carol");

    private RedisSentinels redis;
    private HeraldProcess herald;
    private Api api;

    @BeforeEach
    void start() {
        redis = RedisSentinels.started();
        herald = HeraldProcess.start(redis.settings());
        api = new Api(herald.baseUri(), Tokens.publisher("billing"));
        Waiting.until("publishing works", () -> api.notify("nobody", "warm").statusCode() == 202);
    }

    @AfterEach
    void stop() {
        herald.close();
        redis.close();
    }

    @Test
    void the_service_follows_to_the_new_master() {
        try (Streams streams = Streams.open(List.of(api), USERS);
                Traffic traffic = Traffic.start(List.of(api), USERS)) {
            traffic.awaitMore(100);
            redis.master().kill();
            Instant killed = Instant.now();
            Waiting.until("it is refused", () -> traffic.calls().stream().anyMatch(call -> call.status() == 503));
            traffic.awaitRoundWithoutRefusal();
            traffic.close();
            streams.assertNothingLostUntold(traffic);
            LOG.infof(
                    "after the master was killed: events flow again in %d ms",
                    Duration.between(killed, Instant.now()).toMillis());
            assertEquals("master", redis.replica().told("role", "INFO"));
        }
    }

    @Test
    void what_the_replica_had_not_got_is_told() {
        SseClient stream = open("alice");
        assertEquals(202, api.notify("alice", "kept").statusCode());
        String old = stream.await(event -> event.data().contains("kept")).id();
        Waiting.until(
                "the replica has it",
                () -> redis.replica().ask("HGET", "herald:{0}:meta", "last").equals(old));

        redis.cutReplication();
        assertEquals(202, api.notify("alice", "gone").statusCode());
        String gone = stream.await(event -> event.data().contains("gone")).id();
        redis.master().kill();
        redis.replica().resume();

        Waiting.until(
                "publishing works again", () -> api.notify("alice", "after").statusCode() == 202);
        SseEvent after = stream.await(event -> event.data().contains("after"));
        assertTrue(ms(after.id()) >= ms(gone), after.id() + " after " + gone);
        assertTold(old);
        assertTold("0-1");
        assertEquals(0, stream.events("reset").size(), "this client has had everything");
    }

    /** A cursor from before the loss; the entry that is lost came after it. */
    private void assertTold(String cursor) {
        SseClient back = SseClient.resume(api.stream(""), Tokens.of("alice").sign(), cursor);
        assertTrue(back.await("ready").data().contains("\"recovered\":false"));
        assertTrue(back.await("reset").data().contains("\"reason\":\"lost\""));
        back.await(event -> event.data().contains("after"));
    }

    private SseClient open(String user) {
        SseClient stream = SseClient.open(api.stream(""), Tokens.of(user).sign());
        stream.await("ready");
        return stream;
    }

    private static long ms(String id) {
        return Long.parseLong(id.split("-")[0]);
    }
}
