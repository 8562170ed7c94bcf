package io.herald.ops.drain;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SharedInstances;
import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients observe when an instance is terminated. */
@Tag("extended")
class DrainIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static final Duration WINDOW = Duration.ofSeconds(4);

    /** Long enough for all calls of a test, also on a slow machine. */
    private static final Duration LONG_WINDOW = Duration.ofSeconds(40);

    private static final Duration MAXIMUM = WINDOW.plusSeconds(5);
    private static final Set<Integer> REGULAR_EXIT_CODES = Set.of(0, 143);
    private static final int CLIENTS = 60;
    private static final Pattern ACK_ID = Pattern.compile("\"event\":\"ack\".*\"id\":\"([0-9]+-[0-9]+)\"");
    private static final Pattern EVENT_ID = Pattern.compile("\"id\":\"([0-9]+-[0-9]+)\"");

    private final String run = UUID.randomUUID().toString();
    private final String publisher = Tokens.publisher("billing");

    @Test
    void the_drain_closes_connections_spread_over_the_window() {
        try (HeraldProcess herald = startWithWindow(WINDOW)) {
            Api api = new Api(herald.baseUri(), publisher);
            List<SseClient> streams = streams(api, CLIENTS);
            List<RawWebSocket> sockets = sockets(herald, CLIENTS / 2);
            long from = System.nanoTime();
            herald.sendTerminate();

            Map<Object, Duration> ends = new HashMap<>();
            Await.until("all connections have ended", MAXIMUM, () -> {
                Duration now = Duration.ofNanos(System.nanoTime() - from);
                streams.stream().filter(SseClient::hasEnded).forEach(stream -> ends.putIfAbsent(stream, now));
                sockets.stream().filter(RawWebSocket::hasEnded).forEach(socket -> ends.putIfAbsent(socket, now));
                return ends.size() == streams.size() + sockets.size();
            });
            assertTrue(REGULAR_EXIT_CODES.contains(herald.exitCode()));
            assertTrue(Duration.ofNanos(System.nanoTime() - from).compareTo(MAXIMUM) < 0);

            sockets.forEach(socket -> assertEquals(1012, socket.awaitClose(), socket::toString));
            Set<Long> retries = new HashSet<>();
            streams.forEach(stream -> retries.add(last(stream).retry()));
            assertTrue(retries.size() > CLIENTS / 2, () -> "retries " + retries);
            for (int quarter = 0; quarter < 3; quarter++) {
                Duration begin = WINDOW.dividedBy(4).multipliedBy(quarter);
                Duration end = begin.plus(WINDOW.dividedBy(4));
                assertTrue(
                        ends.values().stream().anyMatch(at -> at.compareTo(begin) >= 0 && at.compareTo(end) < 0),
                        () -> "no connection ended between " + begin + " and " + end + ": " + ends.values());
            }
        }
    }

    @Test
    void the_drain_rejects_new_connections_and_completes_calls() {
        try (HeraldProcess herald = startWithWindow(LONG_WINDOW)) {
            Api api = new Api(herald.baseUri(), publisher);
            List<SseClient> streams = streams(api, CLIENTS);
            Api reader = new Api(herald.baseUri(), Tokens.of("poll-" + run).sign());
            String cursor = reader.get("/api/v1/poll").body().replaceAll(".*\"cursor\":\"([^\"]*)\".*", "$1");
            // The drain answers it at a random moment of the window.
            CompletableFuture<HttpResponse<String>> waiting = CompletableFuture.supplyAsync(
                    () -> reader.get("/api/v1/poll?wait=60s&cursor=" + cursor, LONG_WINDOW.multipliedBy(2)));
            awaitConnections(herald, CLIENTS + 1);
            herald.sendTerminate();

            Await.until("not ready", () -> api.get("/q/health/ready").statusCode() == 503);
            SseClient late = SseClient.open(api.stream(""), Tokens.of("late").sign());
            assertEquals(200, late.status());
            assertTrue(late.await("unavailable").data().contains("draining"), late::toString);
            assertTrue(late.await("unavailable").retry() > 0);
            RawWebSocket socket =
                    RawWebSocket.open(herald.baseUri(), "", Tokens.of("late").sign());
            assertEquals(1012, socket.awaitClose());
            HttpResponse<String> poll = reader.get("/api/v1/poll?cursor=" + cursor);
            assertEquals(503, poll.statusCode());
            assertTrue(poll.headers().firstValue("Retry-After").isPresent());
            HttpResponse<String> published = api.notify("somebody", "last");
            assertEquals(202, published.statusCode());
            assertFalse(published.headers().firstValue("Connection").isPresent(), "malformed in HTTP/2");
            // RestAssured uses HTTP/1.1.
            given().auth()
                    .oauth2(Tokens.of("late").sign())
                    .get(herald.baseUri().resolve("/api/v1/inbox"))
                    .then()
                    .statusCode(200)
                    .header("Connection", "close");
            assertTrue(herald.isRunning(), "the drain ended too early for this test: " + streams.size());
            streams.forEach(SseClient::close);
            assertEquals(200, waiting.join().statusCode());
            assertTrue(waiting.join().body().contains("\"cursor\":\""), waiting.join()::body);
            assertTrue(REGULAR_EXIT_CODES.contains(herald.exitCode()));
        }
    }

    @Test
    void without_clients_the_drain_ends_immediately() {
        try (HeraldProcess herald = startWithWindow(Duration.ofMinutes(2))) {
            // Fails unless the process ends well before the window.
            assertTrue(REGULAR_EXIT_CODES.contains(herald.terminate()));
        }
    }

    @Test
    void the_process_waits_for_the_close_frames_of_clients_before_it_ends() {
        try (HeraldProcess herald = startWithWindow(Duration.ofMillis(1));
                RawWebSocket silent = RawWebSocket.open(
                        herald.baseUri(), "", Tokens.of("silent").sign())) {
            silent.await("ready");
            assertTrue(REGULAR_EXIT_CODES.contains(herald.terminate()));
            assertEquals(1012, silent.awaitClose());
            String finished = herald.log().stream()
                    .filter(line -> line.contains("drain.finished"))
                    .findFirst()
                    .orElseThrow();
            long waited = Long.parseLong(finished.replaceAll(".*durationMs=(\\d+).*", "$1"));
            assertTrue(waited >= 1_000, finished);
        }
    }

    @Test
    void every_executed_command_is_acknowledged() {
        Map<String, String> fast =
                Map.of("herald.drain.window", WINDOW.toString(), "herald.limits.messages-per-second", "100000");
        String room = "drain-" + run;
        Map<String, ?> rights = Map.of("join", List.of("drain-*"), "send", List.of("drain-*"));
        String observerToken = Tokens.of("observer-" + run).herald(rights).sign();
        try (HeraldProcess herald = INSTANCES.another(fast);
                RawWebSocket observer = RawWebSocket.open(INSTANCES.one().baseUri(), "?room=" + room, observerToken)) {
            observer.await("ready");
            List<RawWebSocket> senders = IntStream.range(0, 4)
                    .mapToObj(n -> RawWebSocket.open(
                            herald.baseUri(),
                            "",
                            Tokens.of("sender-" + n).herald(rights).sign()))
                    .toList();
            List<Thread> threads = senders.stream()
                    .map(sender -> new Thread(() -> sendCommands(sender, room)))
                    .toList();
            threads.forEach(Thread::start);
            observer.awaitCount("message", 100);
            herald.sendTerminate();
            assertTrue(REGULAR_EXIT_CODES.contains(herald.exitCode()));

            senders.forEach(sender -> assertEquals(1012, sender.awaitClose(), sender::toString));
            Set<String> acked = new HashSet<>();
            senders.forEach(sender -> ids(sender, "ack", ACK_ID).forEach(acked::add));
            observer.awaitCount("message", acked.size());
            assertEquals(
                    acked.stream().sorted().toList(),
                    ids(observer, "message", EVENT_ID).sorted().toList());
        }
    }

    /** Pipelines commands, so that some are always in flight. */
    private static void sendCommands(RawWebSocket sender, String room) {
        sender.await("ready");
        for (int n = 0; !sender.hasEnded(); n++) {
            int sent = n;
            sender.command("message.send", "{\"room\":\"" + room + "\",\"content\":\"x\"}", "c" + n);
            Await.until(
                    "at most a few commands in flight",
                    () -> sender.hasEnded() || sender.events("ack").size() > sent - 4);
        }
    }

    private static Stream<String> ids(RawWebSocket socket, String event, Pattern id) {
        return socket.events(event).stream().map(frame -> {
            Matcher found = id.matcher(frame.text());
            assertTrue(found.find(), frame::text);
            return found.group(1);
        });
    }

    private static HeraldProcess startWithWindow(Duration window) {
        return HeraldProcess.start(Map.of("herald.drain.window", window.toString()));
    }

    private List<SseClient> streams(Api api, int count) {
        List<SseClient> streams = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            String token = Tokens.of("stream-" + n + "-" + run).sign();
            streams.add(SseClient.open(api.stream(""), token));
        }
        streams.forEach(stream -> stream.await("ready"));
        return streams;
    }

    private List<RawWebSocket> sockets(HeraldProcess herald, int count) {
        List<RawWebSocket> sockets = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            String token = Tokens.of("socket-" + n + "-" + run).sign();
            sockets.add(RawWebSocket.open(herald.baseUri(), "", token));
        }
        sockets.forEach(socket -> socket.await("ready"));
        return sockets;
    }

    private static void awaitConnections(HeraldProcess herald, int count) {
        Api api = new Api(herald.baseUri(), "");
        Pattern gauge = Pattern.compile("^herald_connections\\{.*} ([0-9.]+)$", Pattern.MULTILINE);
        Await.until(count + " connections", () -> {
            double sum = gauge.matcher(api.get("/q/metrics").body())
                    .results()
                    .mapToDouble(found -> Double.parseDouble(found.group(1)))
                    .sum();
            return sum == count;
        });
    }

    private static SseEvent last(SseClient stream) {
        List<SseEvent> all = stream.events();
        return all.get(all.size() - 1);
    }
}
