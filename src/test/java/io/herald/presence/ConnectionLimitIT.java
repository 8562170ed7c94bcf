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
import org.junit.jupiter.api.Test;

/** How many connections a user may have, whichever instances they are to, and how many an instance takes. */
class ConnectionLimitIT {

    private static final int MOST = 5;
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
    void the_oldest_is_evicted_on_whichever_instance_it_is() {
        SseClient stream = one.stream(token);
        RawWebSocket socket = two.socket(token);
        List<RawWebSocket> newer = IntStream.range(0, MOST - 1)
                .mapToObj(i -> (i % 2 == 0 ? one : two).socket(token))
                .toList();
        stream.await("evicted");
        stream.awaitEnd(Duration.ofSeconds(5));
        assertTrue(stream.events("evicted").get(0).retry() >= 3_600_000, stream.toString());

        one.socket(token);
        assertEquals(4409, socket.awaitClose());
        socket.awaitEnd();
        newer.forEach(other -> assertFalse(other.hasEnded(), other.toString()));
        assertEquals(MOST, told(two));
        assertNotEquals(0, hits(two, "connections-per-user"));
    }

    @Test
    void of_ten_at_once_on_two_instances_five_stay_and_none_of_the_older() {
        List<RawWebSocket> older =
                IntStream.range(0, MOST).mapToObj(i -> one.socket(token)).toList();
        Await.until("all are counted", () -> told(one) == MOST);
        List<CompletableFuture<RawWebSocket>> opening = IntStream.range(0, 2 * MOST)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> (i % 2 == 0 ? one : two).socket(token)))
                .toList();
        List<RawWebSocket> newer = opening.stream().map(CompletableFuture::join).toList();

        Await.until(
                "all but five have ended",
                () -> newer.stream().filter(RawWebSocket::hasEnded).count() == MOST);
        older.forEach(gone -> assertEquals(4409, gone.awaitClose()));
        assertEquals(MOST, told(one));
        assertEquals(MOST, told(two));
        newer.stream()
                .filter(socket -> !socket.hasEnded())
                .forEach(
                        alive -> alive.ask("user.rooms", "{}", UUID.randomUUID().toString()));
    }

    @Test
    void a_long_poll_is_no_connection_that_stays() {
        List<RawWebSocket> sockets =
                IntStream.range(0, MOST).mapToObj(i -> two.socket(token)).toList();
        Api api = new Api(one.baseUri(), token);
        String cursor = api.get("/api/v1/poll").body().replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1");
        assertEquals(200, api.get("/api/v1/poll?wait=1s&cursor=" + cursor).statusCode());
        sockets.forEach(open -> assertFalse(open.hasEnded(), open.toString()));
        assertEquals(MOST, told(one));
    }

    @Test
    void the_newest_is_refused_where_that_is_wanted_and_the_connections_of_a_killed_instance_free_their_places() {
        try (HeraldProcess third = HeraldProcess.start(REJECTING);
                HeraldProcess fourth = HeraldProcess.start(REJECTING)) {
            List<RawWebSocket> kept = List.of(third.socket(token), third.socket(token));
            Await.until("both are counted", () -> told(fourth) == 2);

            RawWebSocket refused = RawWebSocket.stalled(fourth.baseUri(), "", token);
            assertEquals(429, refused.status());
            assertEquals("10", refused.header("Retry-After").orElse(""));
            SseClient later = SseClient.open(fourth.baseUri().resolve("/api/v1/stream"), token);
            assertEquals(200, later.status());
            assertTrue(later.await("unavailable").data().contains("connections"), later.toString());
            later.awaitEnd(Duration.ofSeconds(5));
            kept.forEach(open -> assertFalse(open.hasEnded(), open.toString()));

            third.kill();
            Await.until(
                    "the places are free",
                    () -> RawWebSocket.stalled(fourth.baseUri(), "", token).status() == 101);
        }
    }

    @Test
    void an_instance_whose_lease_ran_out_while_it_lived_is_counted_again_when_it_is_back() {
        String room = "room-" + UUID.randomUUID();
        String member = Tokens.of(user).herald(Map.of("join", List.of(room))).sign();
        try (HeraldProcess third = HeraldProcess.start(EVICTING)) {
            List<RawWebSocket> before = List.of(in(third, room, member), in(third, room, member));
            Await.until("both are there", () -> told(two) == 2 && present(two, room) == 2);
            third.hang();
            Await.until("its lease has run out", () -> told(two) == 0 && present(two, room) == 0);
            List<RawWebSocket> meanwhile = IntStream.range(0, MOST - 1)
                    .mapToObj(i -> in(i % 2 == 0 ? one : two, room, member))
                    .toList();
            assertEquals(MOST - 1, told(two));

            third.resume();
            assertEquals(4409, before.get(0).awaitClose(), "six are one too many");
            Await.until("five are left, and no more", () -> told(two) == MOST && present(two, room) == MOST);
            assertFalse(before.get(1).hasEnded(), before.get(1).toString());
            meanwhile.forEach(other -> assertFalse(other.hasEnded(), other.toString()));
        }
        Await.until("the rest", () -> told(two) == MOST - 1 && present(one, room) == MOST - 1);
    }

    private static RawWebSocket in(HeraldProcess herald, String room, String member) {
        RawWebSocket socket = RawWebSocket.open(herald.baseUri(), "?room=" + room, member);
        socket.await("ready");
        return socket;
    }

    /** How many connections the room shows of the user, who is the only one in it. */
    private static int present(HeraldProcess herald, String room) {
        String answer = new Api(
                        herald.baseUri(), Tokens.of("root").groups("admin").sign())
                .get("/api/v1/rooms/" + room + "/presence")
                .body();
        return answer.contains("\"count\":0")
                ? 0
                : Integer.parseInt(answer.replaceAll(".*\"connections\":(\\d+).*", "$1"));
    }

    @Test
    void a_full_instance_turns_away_with_a_wait_for_each() {
        try (HeraldProcess small = HeraldProcess.start(Map.of("herald.limits.connections", "2"))) {
            List<AutoCloseable> held = new ArrayList<>(List.of(small.stream(token), small.socket(token)));

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
            assertEquals(2, held.size());
        }
    }

    @Test
    void who_comes_or_publishes_too_fast_is_asked_to_come_again_later() {
        Map<String, String> slow =
                Map.of("herald.limits.connects-per-second", "1", "herald.limits.publishes-per-second", "1");
        try (HeraldProcess herald = HeraldProcess.start(slow)) {
            List<SseClient> streams = IntStream.range(0, 4)
                    .mapToObj(i -> SseClient.open(herald.baseUri().resolve("/api/v1/stream"), token))
                    .toList();
            streams.forEach(stream -> assertEquals(200, stream.status()));
            Await.until(
                    "one is turned away",
                    () -> streams.stream()
                            .anyMatch(stream -> !stream.events("unavailable").isEmpty()));

            Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
            List<HttpResponse<String>> answers = IntStream.range(0, 6)
                    .mapToObj(i -> api.notify(user, "n" + i))
                    .toList();
            HttpResponse<String> refused = answers.stream()
                    .filter(answer -> answer.statusCode() == 429)
                    .findFirst()
                    .orElseThrow();
            assertEquals("1", refused.headers().firstValue("Retry-After").orElse(""));
            assertNotEquals(0, hits(herald, "connects-per-second"));
            assertNotEquals(0, hits(herald, "publishes-per-second"));
        }
    }

    /** As an administrator sees it. */
    private int told(HeraldProcess herald) {
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
