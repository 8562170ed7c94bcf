package io.herald.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.SharedInstances;
import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A disconnected stream resumes at its cursor, on any instance. */
class SseResumeIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static final int NOTIFICATIONS = 1_500;
    private static final int CUTS = 30;
    private static final Pattern TITLE = Pattern.compile("\"title\":\"n(\\d+)\"");

    private final String user = "resume-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();
    private final String publisher = Tokens.publisher("billing");

    @Test
    void a_client_that_reconnects_often_receives_each_notification_once_and_in_order() {
        List<Api> instances = List.of(
                new Api(INSTANCES.one().baseUri(), publisher),
                new Api(INSTANCES.two().baseUri(), publisher));
        List<Integer> received = new ArrayList<>();
        SseClient first = SseClient.open(instances.get(0).stream(""), token);
        first.await("ready");
        CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> publishAll(instances));

        Random random = new Random(42);
        String cursor = follow(first, received, 1 + random.nextInt(NOTIFICATIONS / CUTS));
        for (int cut = 1; cut < CUTS; cut++) {
            SseClient next = resume(instances.get(random.nextInt(2)), cursor);
            cursor = follow(next, received, 1 + random.nextInt(NOTIFICATIONS / CUTS));
        }
        try (SseClient last = resume(instances.get(1), cursor)) {
            int remaining = NOTIFICATIONS - received.size();
            Await.until(
                    "the last notifications arrive",
                    Duration.ofSeconds(60),
                    () -> last.events("notification").size() >= remaining);
            collect(last, received);
        }
        publishing.join();

        assertEquals(IntStream.range(0, NOTIFICATIONS).boxed().toList(), received);
    }

    @Test
    void a_client_of_a_killed_instance_resumes_on_another_without_loss() {
        try (HeraldProcess killed = INSTANCES.another(Map.of())) {
            Api other = new Api(INSTANCES.one().baseUri(), publisher);
            SseClient client = SseClient.open(new Api(killed.baseUri(), publisher).stream(""), token);
            client.await("ready");
            other.notify(user, "n0");
            client.await("notification");
            killed.kill();
            other.notify(user, "n1");
            SseClient resumed = resume(other, client.lastEventId().orElseThrow());

            assertEquals("n1", "n" + number(resumed.await("notification")));
            assertEquals(true, resumed.await("ready").data().contains("\"recovered\":true"));
        }
    }

    private void publishAll(List<Api> instances) {
        for (int i = 0; i < NOTIFICATIONS; i++) {
            assertEquals(202, instances.get(i % 2).notify(user, "n" + i).statusCode());
        }
    }

    private SseClient resume(Api instance, String cursor) {
        return SseClient.resume(instance.stream(""), token, cursor);
    }

    /** Reads at least so many notifications, disconnects, and returns the cursor. */
    private static String follow(SseClient client, List<Integer> received, int atLeast) {
        client.awaitCount("notification", atLeast);
        client.cut();
        client.awaitEnd(Duration.ofSeconds(10));
        collect(client, received);
        return client.lastEventId().orElseThrow();
    }

    private static void collect(SseClient client, List<Integer> received) {
        client.events("notification").forEach(event -> received.add(number(event)));
    }

    private static int number(SseEvent event) {
        Matcher title = TITLE.matcher(event.data());
        assertEquals(true, title.find(), event.data());
        return Integer.parseInt(title.group(1));
    }
}
