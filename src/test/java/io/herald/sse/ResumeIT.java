package io.herald.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import io.herald.testing.StandingInstances;
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

/** A stream that is cut goes on where it was, on whichever instance it comes back to. */
class ResumeIT {

    @RegisterExtension
    static final StandingInstances INSTANCES = new StandingInstances();

    private static final int NOTIFICATIONS = 3_000;
    private static final int CUTS = 30;
    private static final Pattern TITLE = Pattern.compile("\"title\":\"n(\\d+)\"");

    private final String user = "resume-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();
    private final String publisher = Tokens.publisher("billing");

    @Test
    void notifications_over_two_instances_arrive_once_and_in_order_whatever_is_cut() {
        List<Api> instances = List.of(
                new Api(INSTANCES.one().baseUri(), publisher),
                new Api(INSTANCES.two().baseUri(), publisher));
        List<Integer> had = new ArrayList<>();
        SseClient first = SseClient.open(instances.get(0).stream(""), token);
        first.await("ready");
        CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> publishAll(instances));

        Random random = new Random(42);
        String cursor = follow(first, had, 1 + random.nextInt(NOTIFICATIONS / CUTS));
        for (int cut = 1; cut < CUTS; cut++) {
            SseClient next = resume(instances.get(random.nextInt(2)), cursor);
            cursor = follow(next, had, 1 + random.nextInt(NOTIFICATIONS / CUTS));
        }
        try (SseClient last = resume(instances.get(1), cursor)) {
            int remaining = NOTIFICATIONS - had.size();
            Await.until(
                    "the last of them",
                    Duration.ofSeconds(60),
                    () -> last.events("notification").size() >= remaining);
            take(last, had);
        }
        publishing.join();

        assertEquals(IntStream.range(0, NOTIFICATIONS).boxed().toList(), had);
    }

    @Test
    void a_client_of_a_killed_instance_has_missed_nothing_on_the_next() {
        try (HeraldProcess doomed = INSTANCES.another(Map.of())) {
            Api other = new Api(INSTANCES.one().baseUri(), publisher);
            SseClient client = SseClient.open(new Api(doomed.baseUri(), publisher).stream(""), token);
            client.await("ready");
            other.notify(user, "n0");
            client.await("notification");
            doomed.kill();
            other.notify(user, "n1");
            SseClient back = resume(other, client.lastEventId().orElseThrow());

            assertEquals("n1", "n" + number(back.await("notification")));
            assertEquals(true, back.await("ready").data().contains("\"recovered\":true"));
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

    /** Reads at least so many, cuts, and returns where to go on. */
    private static String follow(SseClient client, List<Integer> had, int atLeast) {
        client.awaitCount("notification", atLeast);
        client.cut();
        client.awaitEnd(Duration.ofSeconds(10));
        take(client, had);
        return client.lastEventId().orElseThrow();
    }

    private static void take(SseClient client, List<Integer> had) {
        client.events("notification").forEach(event -> had.add(number(event)));
    }

    private static int number(SseEvent event) {
        Matcher title = TITLE.matcher(event.data());
        assertEquals(true, title.find(), event.data());
        return Integer.parseInt(title.group(1));
    }
}
