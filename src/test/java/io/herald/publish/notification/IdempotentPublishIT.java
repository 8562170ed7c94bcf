package io.herald.publish.notification;

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

/** Notifications are sent once although calls race on several instances and instances are killed. */
class IdempotentPublishIT {

    private static final int SCHEDULED = 400;

    private final String user = "once-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();
    private final String publisher = Tokens.publisher("billing");
    private final Map<String, String> settings =
            Map.of("herald.log.key-prefix", user, "herald.limits.publishes-per-second", "1000000");

    @Test
    void concurrent_calls_send_one_notification_and_scheduled_ones_are_sent_once_despite_a_killed_instance() {
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
                        "all due notifications are delivered",
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
        String recipient = "recipient-" + user;
        String body = "{\"to\":{\"users\":[\"" + recipient + "\"]},\"type\":\"info\",\"title\":\"racing\"}";
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
        String events = new Api(second.base(), Tokens.of(recipient).sign())
                .get("/api/v1/channels/user:" + recipient + "/events")
                .body();
        assertEquals(2, events.split("\"title\"", -1).length, events);
    }

    /** All notifications are due at the same time, so that the killed instance has claimed many of them. */
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
