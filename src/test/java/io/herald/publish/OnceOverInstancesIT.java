package io.herald.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Once, whichever instances are asked, and whichever of them die. */
class OnceOverInstancesIT {

    private static final int SCHEDULED = 400;

    private final String user = "once-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();
    private final String publisher = Tokens.publisher("billing");
    private final Map<String, String> settings =
            Map.of("herald.log.key-prefix", user, "herald.limits.publishes-per-second", "1000000");

    @Test
    void racing_calls_are_one_and_the_schedule_is_kept_once_though_an_instance_dies_amid_it() {
        try (HeraldProcess one = HeraldProcess.start(settings);
                HeraldProcess two = HeraldProcess.start(settings)) {
            Api first = new Api(one.baseUri(), publisher);
            Api second = new Api(two.baseUri(), publisher);
            race(first, second);
            try (SseClient stream = SseClient.open(second.stream(""), token)) {
                stream.await("ready");
                schedule(first);
                stream.await(event -> event.data().contains("\"later"));
                one.kill();
                Await.until(
                        "all that were due",
                        Duration.ofSeconds(60),
                        () -> stream.events("notification").size() >= SCHEDULED);
                second.notify(user, "afterwards");
                stream.await(event -> event.data().contains("afterwards"));
                List<String> data = stream.events("notification").stream()
                        .map(e -> e.data())
                        .toList();
                assertEquals(SCHEDULED + 1, data.size());
                assertEquals(data.size(), new HashSet<>(data).size());
            }
        }
    }

    private void race(Api first, Api second) {
        String racer = "racer-" + user;
        String body = "{\"to\":{\"users\":[\"" + racer + "\"]},\"type\":\"info\",\"title\":\"racing\"}";
        List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.supplyAsync(() ->
                        (i % 2 == 0 ? first : second).post("/api/v1/notifications", body, "Idempotency-Key", user)))
                .toList();
        List<HttpResponse<String>> answers =
                calls.stream().map(CompletableFuture::join).toList();
        assertTrue(answers.stream().allMatch(answer -> answer.statusCode() == 202));
        assertEquals(
                1,
                answers.stream()
                        .filter(answer -> answer.body().contains("\"duplicate\":false"))
                        .count());
        String held = new Api(second.base(), Tokens.of(racer).sign())
                .get("/api/v1/channels/user:" + racer + "/events")
                .body();
        assertEquals(2, held.split("\"title\"", -1).length, held);
    }

    /** All for one moment, so that whoever begins them has many under its hands. */
    private void schedule(Api sender) {
        Instant due = Instant.now().plusSeconds(3);
        String items = IntStream.range(0, SCHEDULED)
                .mapToObj(i -> "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"later" + i
                        + "\",\"deliverAt\":\"" + due + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        HttpResponse<String> answer = sender.post("/api/v1/notifications/batch", items);
        assertEquals(SCHEDULED + 1, answer.body().split("\"status\":202", -1).length, answer.body());
    }
}
