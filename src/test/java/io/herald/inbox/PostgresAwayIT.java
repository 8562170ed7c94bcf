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
import org.junit.jupiter.api.Test;

/** PostgreSQL gone or hung: callers are told so in time, nobody else notices, and afterwards nothing is missing. */
class PostgresAwayIT {

    private static final int CALLERS = 60;
    private static final int RECIPIENTS = 10_000;

    private final String user = "away-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();
    private final PostgresServerProcess postgres = PostgresServerProcess.started();
    private final Map<String, String> settings = new TreeMap<>(postgres.settings());

    PostgresAwayIT() {
        settings.put("herald.log.key-prefix", user);
    }

    @AfterEach
    void close() {
        postgres.close();
    }

    @Test
    void while_it_hangs_inbox_calls_are_told_to_come_back_and_those_after_it_are_served() {
        try (HeraldProcess herald = HeraldProcess.start(settings)) {
            Api billing = new Api(herald.baseUri(), Tokens.publisher("billing"));
            Api reader = new Api(herald.baseUri(), token);
            billing.notify(user, "before");
            Await.until("the inbox works", () -> Inboxes.titles(reader).contains("before"));
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
            Await.until("all of them", () -> Inboxes.titles(reader).containsAll(List.of("before", "meanwhile")));
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

    /** Also what is for later, and what the only instance had in its hands; without one, whoever comes next takes that. */
    @Test
    void what_was_accepted_is_done_once_after_everything_was_killed_and_started_again() {
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            settings.putAll(redis.settings());
            try (HeraldProcess one = HeraldProcess.start(settings)) {
                Api billing = new Api(one.baseUri(), Tokens.publisher("billing"));
                billing.notify(user, "before");
                Api reader = new Api(one.baseUri(), token);
                Await.until("the inbox works", () -> Inboxes.titles(reader).contains("before"));
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
                        "all of them",
                        Duration.ofSeconds(60),
                        () -> Inboxes.titles(reader).size() == 102);
                Api billing = new Api(two.baseUri(), Tokens.publisher("billing"));
                billing.notify(user, "afterwards");
                Await.until("what came then", () -> Inboxes.titles(reader).size() == 103);
                assertEquals(103, new HashSet<>(Inboxes.titles(reader)).size());
                String held = reader.get("/api/v1/channels/user:" + user + "/events?limit=200")
                        .body();
                assertEquals(2, held.split("\"later\"", -1).length, held);
            }
        }
    }

    private String later() {
        return "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"later\",\"deliverAt\":\""
                + Instant.now().plusSeconds(3) + "\"}";
    }

    /** The queue holds half of what the call is about, so that the rest of it is refused. */
    @Test
    void a_call_that_was_half_done_when_the_queue_was_full_is_completed_by_the_retry() {
        settings.put("herald.log.work-length", "20");
        String users = IntStream.range(0, RECIPIENTS)
                .mapToObj(i -> '"' + user + i + '"')
                .collect(Collectors.joining(","));
        String body = "{\"to\":{\"users\":[" + users + "]},\"type\":\"info\",\"title\":\"all\"}";
        try (HeraldProcess one = HeraldProcess.start(settings);
                HeraldProcess two = HeraldProcess.start(settings)) {
            Api billing = new Api(one.baseUri(), Tokens.publisher("billing"));
            Await.until(
                    "the inbox works",
                    () -> Inboxes.titles(new Api(one.baseUri(), token)).isEmpty());
            postgres.kill();
            HttpResponse<String> refused = publish(billing, body);
            assertEquals(503, refused.statusCode(), refused.body());
            assertTrue(refused.headers().firstValue("Retry-After").isPresent());
            assertEquals(503, billing.notify(user, "no room").statusCode());
            postgres.start();
            Api other = new Api(two.baseUri(), Tokens.publisher("billing"));
            Await.until("it is taken", () -> publish(other, body).statusCode() == 202);
            HttpResponse<String> again = publish(billing, body);
            assertTrue(again.body().contains("\"duplicate\":true"), again.body());
            String id = Inboxes.read(again).get("id").asText();
            Await.until(
                    "all inboxes",
                    () -> Inboxes.read(other.get("/api/v1/notifications/" + id))
                                    .get("recipients")
                                    .asInt()
                            == RECIPIENTS);
            for (int i = 0; i < RECIPIENTS; i += RECIPIENTS / 50) {
                String name = user + i;
                Api reader = new Api(two.baseUri(), Tokens.of(name).sign());
                String path = "/api/v1/channels/user:" + name + "/events";
                assertEquals(1, Inboxes.read(reader.get(path)).get("events").size(), name);
            }
        }
    }

    private HttpResponse<String> publish(Api sender, String body) {
        return sender.post("/api/v1/notifications", body, "Idempotency-Key", user);
    }
}
