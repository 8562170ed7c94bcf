package io.herald.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The inbox is complete although an instance or PostgreSQL is killed. */
@Tag("extended")
class InboxCrashIT {

    private static final int BATCHES = 200;
    private static final int BATCH = 100;
    private static final Map<String, String> UNLIMITED = Map.of("herald.limits.publishes-per-second", "1000000");

    private final String user = "inbox-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();
    private final String publisher = Tokens.publisher("billing");

    @Test
    void killing_an_instance_during_twenty_thousand_publishes_neither_loses_nor_repeats_items() {
        try (HeraldProcess one = HeraldProcess.start(UNLIMITED);
                HeraldProcess two = HeraldProcess.start(UNLIMITED)) {
            List<Api> instances = List.of(new Api(one.baseUri(), publisher), new Api(two.baseUri(), publisher));
            Set<String> acknowledged = ConcurrentHashMap.newKeySet();
            AtomicInteger next = new AtomicInteger();
            List<CompletableFuture<Void>> senders = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> send(instances, next, acknowledged)))
                    .toList();
            Await.until("half of the batches are sent", Duration.ofSeconds(120), () -> next.get() > BATCHES / 2);
            one.kill();
            senders.forEach(CompletableFuture::join);
            assertTrue(acknowledged.size() > BATCHES * BATCH / 2, "acknowledged: " + acknowledged.size());

            Api reader = new Api(two.baseUri(), token);
            Await.until(
                    "the unread count reaches the acknowledged count",
                    Duration.ofSeconds(60),
                    () -> unread(reader) >= acknowledged.size());
            Await.until("all acknowledged items are in the inbox", Duration.ofSeconds(60), () -> {
                List<String> titles = InboxReader.titles(reader);
                assertEquals(titles.size(), new HashSet<>(titles).size(), "repeated items");
                return new HashSet<>(titles).containsAll(acknowledged);
            });
        }
    }

    private static int unread(Api reader) {
        return InboxReader.read(reader.get("/api/v1/inbox/unread"))
                .get("unread")
                .asInt();
    }

    private void send(List<Api> instances, AtomicInteger next, Set<String> acknowledged) {
        for (int batch = next.getAndIncrement(); batch < BATCHES; batch = next.getAndIncrement()) {
            int first = batch * BATCH;
            String items = IntStream.range(first, first + BATCH)
                    .mapToObj(i -> "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"n" + i + "\"}")
                    .collect(Collectors.joining(",", "[", "]"));
            try {
                HttpResponse<String> answer = instances.get(batch % 2).post("/api/v1/notifications/batch", items);
                JsonNode outcomes = InboxReader.read(answer);
                for (int i = 0; i < BATCH; i++) {
                    if (outcomes.get(i).get("status").asInt() == 202) {
                        acknowledged.add("n" + (first + i));
                    }
                }
            } catch (RuntimeException killed) {
                // The outcome is unknown: these items may be in the inbox, at most once.
            }
        }
    }

    @Test
    void while_postgresql_is_down_publishing_succeeds_and_the_inbox_catches_up_afterwards() {
        try (PostgresServerProcess postgres = PostgresServerProcess.started()) {
            Map<String, String> settings = new TreeMap<>(postgres.settings());
            settings.put("herald.log.key-prefix", user);
            try (HeraldProcess one = HeraldProcess.start(settings);
                    HeraldProcess two = HeraldProcess.start(settings)) {
                Api api = new Api(one.baseUri(), publisher);
                Api reader = new Api(two.baseUri(), token);
                api.notify(user, "before");
                Await.until(
                        "the inbox is available",
                        () -> InboxReader.titles(reader).contains("before"));
                postgres.kill();
                for (int i = 0; i < 500; i++) {
                    assertEquals(202, api.notify(user, "n" + i).statusCode());
                }
                HttpResponse<String> rejected = reader.get("/api/v1/inbox");
                assertEquals(503, rejected.statusCode(), rejected.body());
                assertTrue(rejected.headers().firstValue("Retry-After").isPresent());
                assertEquals(503, reader.post("/api/v1/inbox/read", "").statusCode());
                for (Api instance : List.of(api, reader)) {
                    Await.until(
                            "the instance reports that the inbox is behind",
                            () -> instance.get("/q/health/ready").body().contains("degraded: behind"));
                    assertEquals(200, instance.get("/q/health/ready").statusCode());
                    assertTrue(instance.metric("herald_inbox_lag_seconds") > 0);
                }
                postgres.start();
                Await.until(
                        "all items are in the inbox",
                        Duration.ofSeconds(60),
                        () -> InboxReader.titles(reader).size() == 501);
                Await.until(
                        "the backlog is empty",
                        () -> api.get("/q/metrics").body().contains("herald_inbox_backlog 0.0"));
            }
        }
    }
}
