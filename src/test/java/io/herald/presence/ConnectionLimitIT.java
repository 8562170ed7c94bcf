package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Frame;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Limits on the connections of a user over all instances, and on the connections of one instance. */
@Tag("extended")
class ConnectionLimitIT {

    private static final int LIMIT = 5;
    private static final Map<String, String> EVICTING = Map.of("herald.presence.ttl", "3s");
    private static final Map<String, String> REJECTING = Map.of(
            "herald.presence.ttl", "3s",
            "herald.limits.on-too-many", "reject",
            "herald.limits.connections-per-user", "2");

    private static HeraldProcess one;
    private static HeraldProcess two;

    private final String user = "many-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();

    @BeforeAll
    static void start() {
        one = HeraldProcess.start(EVICTING);
        two = HeraldProcess.start(EVICTING);
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
    }

    @Test
    void the_oldest_connection_is_evicted_on_any_instance() {
        SseClient stream = one.stream(token);
        RawWebSocket socket = two.socket(token);
        List<RawWebSocket> newer = IntStream.range(0, LIMIT - 1)
                .mapToObj(i -> (i % 2 == 0 ? one : two).socket(token))
                .toList();
        stream.await("evicted");
        stream.awaitEnd(Duration.ofSeconds(5));
        assertTrue(stream.events("evicted").get(0).retry() >= 3_600_000, stream.toString());

        one.socket(token);
        assertEquals(4409, socket.awaitClose());
        socket.awaitEnd();
        newer.forEach(other -> assertFalse(other.hasEnded(), other.toString()));
        assertEquals(LIMIT, countConnections(two));
        assertNotEquals(0, hits(two, "connections-per-user"));
    }

    @Test
    void of_ten_concurrent_connects_five_connections_remain_and_all_older_ones_are_evicted() {
        List<RawWebSocket> older =
                IntStream.range(0, LIMIT).mapToObj(i -> one.socket(token)).toList();
        Await.until("all connections are counted", () -> countConnections(one) == LIMIT);
        List<CompletableFuture<RawWebSocket>> opening = IntStream.range(0, 2 * LIMIT)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> (i % 2 == 0 ? one : two).socket(token)))
                .toList();
        List<RawWebSocket> newer = opening.stream().map(CompletableFuture::join).toList();

        Await.until(
                "all connections above the limit have ended",
                () -> newer.stream().filter(RawWebSocket::hasEnded).count() == LIMIT);
        older.forEach(socket -> assertEquals(4409, socket.awaitClose()));
        assertEquals(LIMIT, countConnections(one));
        assertEquals(LIMIT, countConnections(two));
        newer.stream()
                .filter(socket -> !socket.hasEnded())
                .forEach(
                        alive -> alive.ask("user.rooms", "{}", UUID.randomUUID().toString()));
    }

    @Test
    void a_long_poll_does_not_count_as_a_connection() {
        List<RawWebSocket> sockets =
                IntStream.range(0, LIMIT).mapToObj(i -> two.socket(token)).toList();
        Api api = new Api(one.baseUri(), token);
        String cursor = api.get("/api/v1/poll").body().replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
        assertEquals(200, api.get("/api/v1/poll?wait=1s&cursor=" + cursor).statusCode());
        sockets.forEach(open -> assertFalse(open.hasEnded(), open.toString()));
        assertEquals(LIMIT, countConnections(one));
    }

    @Test
    void in_reject_mode_the_newest_connection_is_rejected_until_those_of_a_killed_instance_expire() {
        try (HeraldProcess third = HeraldProcess.start(REJECTING);
                HeraldProcess fourth = HeraldProcess.start(REJECTING)) {
            List<RawWebSocket> kept = List.of(third.socket(token), third.socket(token));
            Await.until("both connections are counted", () -> countConnections(fourth) == 2);

            RawWebSocket rejected = RawWebSocket.stalled(fourth.baseUri(), "", token);
            assertEquals(429, rejected.status());
            assertEquals("10", rejected.header("Retry-After").orElse(""));
            SseClient later = SseClient.open(fourth.baseUri().resolve("/api/v1/stream"), token);
            assertEquals(200, later.status());
            assertTrue(later.await("unavailable").data().contains("connections"), later.toString());
            later.awaitEnd(Duration.ofSeconds(5));
            kept.forEach(open -> assertFalse(open.hasEnded(), open.toString()));

            third.kill();
            Await.until(
                    "the connections of the killed instance expire",
                    () -> RawWebSocket.stalled(fourth.baseUri(), "", token).status() == 101);
        }
    }

    @Test
    void connections_of_an_instance_whose_lease_expired_are_counted_again_when_it_resumes() {
        String room = "room-" + UUID.randomUUID();
        String member = Tokens.of(user).herald(Map.of("join", List.of(room))).sign();
        try (HeraldProcess third = HeraldProcess.start(EVICTING)) {
            List<RawWebSocket> before = List.of(join(third, room, member), join(third, room, member));
            Await.until(
                    "both connections are present", () -> countConnections(two) == 2 && countInRoom(two, room) == 2);
            third.hang();
            Await.until("the lease expires", () -> countConnections(two) == 0 && countInRoom(two, room) == 0);
            List<RawWebSocket> meanwhile = IntStream.range(0, LIMIT - 1)
                    .mapToObj(i -> join(i % 2 == 0 ? one : two, room, member))
                    .toList();
            assertEquals(LIMIT - 1, countConnections(two));

            third.resume();
            assertEquals(4409, before.get(0).awaitClose(), "six connections exceed the limit by one");
            Await.until(
                    "exactly five connections remain",
                    () -> countConnections(two) == LIMIT && countInRoom(two, room) == LIMIT);
            assertFalse(before.get(1).hasEnded(), before.get(1).toString());
            meanwhile.forEach(other -> assertFalse(other.hasEnded(), other.toString()));
        }
        Await.until(
                "the connections on the other instances remain",
                () -> countConnections(two) == LIMIT - 1 && countInRoom(one, room) == LIMIT - 1);
    }

    private static RawWebSocket join(HeraldProcess herald, String room, String member) {
        RawWebSocket socket = RawWebSocket.open(herald.baseUri(), "?room=" + room, member);
        socket.await("ready");
        return socket;
    }

    /** Returns the connections that the room reports for its only user. */
    private static int countInRoom(HeraldProcess herald, String room) {
        String answer = new Api(
                        herald.baseUri(), Tokens.of("root").groups("admin").sign())
                .get("/api/v1/rooms/" + room + "/presence")
                .body();
        return answer.contains("\"count\":0")
                ? 0
                : Integer.parseInt(answer.replaceAll(".*\"connections\":(\\d+).*", "$1"));
    }

    @Test
    void a_full_instance_rejects_each_transport_with_a_retry_time() {
        try (HeraldProcess small = HeraldProcess.start(Map.of("herald.limits.connections", "2"))) {
            List<AutoCloseable> open = new ArrayList<>(List.of(small.stream(token), small.socket(token)));

            SseClient stream = SseClient.open(small.baseUri().resolve("/api/v1/stream"), token);
            assertTrue(stream.await("unavailable").data().contains("overload"), stream.toString());
            stream.awaitEnd(Duration.ofSeconds(5));
            RawWebSocket socket = RawWebSocket.open(small.baseUri(), "", token);
            assertEquals(1013, socket.awaitClose());
            String reason =
                    socket.await(frame -> frame.opcode() == Frame.CLOSE).text().substring(2);
            assertTrue(reason.matches("try again later: in \\d+ ms"), reason);
            assertEquals(
                    503, new Api(small.baseUri(), token).get("/api/v1/poll").statusCode());

            assertEquals(3, hits(small, "connections"));
            assertEquals(2, open.size());
        }
    }

    @Test
    void connects_and_publishes_above_the_rate_are_rejected_with_a_retry_time() {
        Map<String, String> slow =
                Map.of("herald.limits.connects-per-second", "1", "herald.limits.publishes-per-second", "1");
        try (HeraldProcess herald = HeraldProcess.start(slow)) {
            List<SseClient> streams = IntStream.range(0, 4)
                    .mapToObj(i -> SseClient.open(herald.baseUri().resolve("/api/v1/stream"), token))
                    .toList();
            streams.forEach(stream -> assertEquals(200, stream.status()));
            Await.until(
                    "one connection is rejected",
                    () -> streams.stream()
                            .anyMatch(stream -> !stream.events("unavailable").isEmpty()));

            Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
            List<HttpResponse<String>> answers = IntStream.range(0, 6)
                    .mapToObj(i -> api.notify(user, "n" + i))
                    .toList();
            HttpResponse<String> rejected = answers.stream()
                    .filter(answer -> answer.statusCode() == 429)
                    .findFirst()
                    .orElseThrow();
            assertEquals("1", rejected.headers().firstValue("Retry-After").orElse(""));
            assertNotEquals(0, hits(herald, "connects-per-second"));
            assertNotEquals(0, hits(herald, "publishes-per-second"));
        }
    }

    /** Returns the number of connections of the user, as an administrator. */
    private int countConnections(HeraldProcess herald) {
        String answer = new Api(
                        herald.baseUri(), Tokens.of("root").groups("admin").sign())
                .get("/api/v1/users/" + user + "/connections")
                .body();
        return Integer.parseInt(answer.replaceAll(".*\"count\":(\\d+).*", "$1"));
    }

    private static double hits(HeraldProcess herald, String limit) {
        return new Api(herald.baseUri(), "").limitHits(limit);
    }
}
