package io.herald.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PostgreSQL is down or hangs: inbox calls fail in time, everything else works, and nothing is missing afterwards. */
@Tag("extended")
class InboxOutageIT {

    private static final int CALLERS = 60;
    private static final int RECIPIENTS = 10_000;

    private final String user = "away-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();
    private final PostgresServerProcess postgres = PostgresServerProcess.started();
    private final Map<String, String> settings = new TreeMap<>(postgres.settings());

    InboxOutageIT() {
        settings.put("herald.log.key-prefix", user);
    }

    @AfterEach
    void close() {
        postgres.close();
    }

    @Test
    void while_postgresql_hangs_inbox_calls_get_a_retry_after_and_publishing_succeeds() {
        try (HeraldProcess herald = HeraldProcess.start(settings)) {
            Api billing = new Api(herald.baseUri(), Tokens.publisher("billing"));
            Api reader = new Api(herald.baseUri(), token);
            billing.notify(user, "before");
            Await.until(
                    "the inbox is available", () -> InboxReader.titles(reader).contains("before"));
            try (SseClient stream = SseClient.open(reader.stream(""), token)) {
                stream.await("ready");
                postgres.hang();
                List<CompletableFuture<HttpResponse<String>>> calls = callers(reader);
                assertEquals(202, billing.notify(user, "meanwhile").statusCode());
                stream.await(event -> event.data().contains("meanwhile"));
                for (CompletableFuture<HttpResponse<String>> call : calls) {
                    assertEquals(503, call.join().statusCode());
                    assertTrue(call.join().headers().firstValue("Retry-After").isPresent());
                }
                assertEquals(200, reader.get("/q/health/ready").statusCode());
            } finally {
                postgres.resume();
            }
            Await.until(
                    "both items are in the inbox",
                    () -> InboxReader.titles(reader).containsAll(List.of("before", "meanwhile")));
        }
    }

    private static List<CompletableFuture<HttpResponse<String>>> callers(Api reader) {
        List<String> paths = List.of("/api/v1/inbox", "/api/v1/inbox/unread", "/api/v1/inbox/preferences");
        var threads = Executors.newFixedThreadPool(CALLERS);
        List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, CALLERS)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> reader.get(paths.get(i % paths.size())), threads))
                .toList();
        threads.shutdown();
        return calls;
    }

    /** Includes scheduled events and entries claimed by the killed instance, which the next instance takes over. */
    @Test
    void accepted_notifications_are_processed_once_after_every_process_is_killed_and_restarted() {
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            settings.putAll(redis.settings());
            try (HeraldProcess one = HeraldProcess.start(settings)) {
                Api billing = new Api(one.baseUri(), Tokens.publisher("billing"));
                billing.notify(user, "before");
                Api reader = new Api(one.baseUri(), token);
                Await.until(
                        "the inbox is available",
                        () -> InboxReader.titles(reader).contains("before"));
                postgres.kill();
                for (int i = 0; i < 100; i++) {
                    assertEquals(202, billing.notify(user, "n" + i).statusCode());
                }
                assertEquals(202, billing.publish(later()).statusCode());
                one.kill();
            }
            redis.kill();
            redis.start();
            postgres.start();
            try (HeraldProcess two = HeraldProcess.start(settings);
                    HeraldProcess three = HeraldProcess.start(settings)) {
                Api reader = new Api(three.baseUri(), token);
                Await.until(
                        "all items are in the inbox",
                        Duration.ofSeconds(60),
                        () -> InboxReader.titles(reader).size() == 102);
                Api billing = new Api(two.baseUri(), Tokens.publisher("billing"));
                billing.notify(user, "afterwards");
                Await.until(
                        "the new item is in the inbox",
                        () -> InboxReader.titles(reader).size() == 103);
                assertEquals(103, new HashSet<>(InboxReader.titles(reader)).size());
                String events = reader.get("/api/v1/channels/user:" + user + "/events?limit=200")
                        .body();
                assertEquals(2, events.split("\"later\"", -1).length, events);
            }
        }
    }

    private String later() {
        return "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"later\",\"deliverAt\":\""
                + Instant.now().plusSeconds(3) + "\"}";
    }

    /** The queue has room for half of the recipients of the call, so that the rest is rejected. */
    @Test
    void a_retry_completes_a_call_that_was_partly_accepted_before_the_queue_was_full() {
        settings.put("herald.log.work-length", "20");
        String users = IntStream.range(0, RECIPIENTS)
                .mapToObj(i -> '"' + user + i + '"')
                .collect(Collectors.joining(","));
        String body = "{\"to\":{\"users\":[" + users + "]},\"type\":\"info\",\"title\":\"all\"}";
        try (HeraldProcess one = HeraldProcess.start(settings);
                HeraldProcess two = HeraldProcess.start(settings)) {
            Api billing = new Api(one.baseUri(), Tokens.publisher("billing"));
            Await.until(
                    "the inbox is available",
                    () -> InboxReader.titles(new Api(one.baseUri(), token)).isEmpty());
            postgres.kill();
            HttpResponse<String> rejected = publish(billing, body);
            assertEquals(503, rejected.statusCode(), rejected.body());
            assertTrue(rejected.headers().firstValue("Retry-After").isPresent());
            assertEquals(503, billing.notify(user, "no room").statusCode());
            postgres.start();
            Api other = new Api(two.baseUri(), Tokens.publisher("billing"));
            Await.until("the call is accepted", () -> publish(other, body).statusCode() == 202);
            HttpResponse<String> again = publish(billing, body);
            assertTrue(again.body().contains("\"duplicate\":true"), again.body());
            String id = InboxReader.read(again).get("id").asText();
            Await.until(
                    "the notification is in all inboxes",
                    () -> InboxReader.read(other.get("/api/v1/notifications/" + id))
                                    .get("recipients")
                                    .asInt()
                            == RECIPIENTS);
            for (int i = 0; i < RECIPIENTS; i += RECIPIENTS / 50) {
                String name = user + i;
                Api reader = new Api(two.baseUri(), Tokens.of(name).sign());
                String path = "/api/v1/channels/user:" + name + "/events";
                assertEquals(1, InboxReader.read(reader.get(path)).get("events").size(), name);
            }
        }
    }

    private HttpResponse<String> publish(Api sender, String body) {
        return sender.post("/api/v1/notifications", body, "Idempotency-Key", user);
    }
}
