package io.herald.publish.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.log.Schedule;
import io.herald.schedule.OutgoingNotification;
import io.herald.testing.Await;
import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls with the same key schedule one notification, and it is sent once. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class IdempotentScheduleTest {

    @TestHTTPResource("/")
    URI base;

    @Inject
    Schedule schedule;

    @Inject
    NotificationDispatcher notificationDispatcher;

    private final String key = UUID.randomUUID().toString();
    private NotificationClient client;

    @BeforeEach
    void create() {
        client = new NotificationClient(base);
    }

    @Test
    void a_repeat_of_a_scheduled_call_is_detected_by_its_key() {
        String body = client.scheduledFor(Instant.now().plusSeconds(3_600));
        String first = NotificationClient.id(client.publish(body, key));
        HttpResponse<String> again = client.publish(body, key);
        assertTrue(NotificationClient.isDuplicate(again));
        assertEquals(first, NotificationClient.id(again));
        assertEquals(409, client.publish(body.replace("later", "other"), key).statusCode());
    }

    @Test
    void one_of_twenty_concurrent_scheduled_calls_is_not_a_duplicate() {
        String body = client.scheduledFor(Instant.now().plusSeconds(3_600));
        List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.publish(body, key)))
                .toList();
        assertEquals(
                1,
                calls.stream()
                        .filter(call -> !NotificationClient.isDuplicate(call.join()))
                        .count());
    }

    @Test
    void a_repeat_of_a_cancelled_scheduled_call_is_a_duplicate_and_schedules_nothing() {
        String body = client.scheduledFor(Instant.now().plusSeconds(3_600));
        String first = NotificationClient.id(client.publish(body, key));
        assertEquals(
                204,
                client.billing
                        .delete(NotificationClient.NOTIFICATIONS + "/" + first)
                        .statusCode());
        HttpResponse<String> repeat = client.publish(body, key);
        assertEquals(first, NotificationClient.id(repeat));
        assertTrue(NotificationClient.isDuplicate(repeat));
        assertNull(schedule.find(OutgoingNotification.taskId(first)).await().indefinitely());
    }

    @Test
    void a_repeat_of_a_delivered_scheduled_call_is_a_duplicate_and_schedules_nothing() {
        String body = client.scheduledFor(Instant.now().plusSeconds(1));
        String first = NotificationClient.id(client.publish(body, key));
        Await.until(
                "the notification is delivered",
                () -> client.events(client.user).size() == 1);
        String scheduled = OutgoingNotification.taskId(first);
        Await.until(
                "the scheduled task is finished",
                () -> schedule.find(scheduled).await().indefinitely() == null);
        HttpResponse<String> repeat = client.publish(body, key);
        assertEquals(first, NotificationClient.id(repeat));
        assertTrue(NotificationClient.isDuplicate(repeat));
        assertNull(schedule.find(scheduled).await().indefinitely());
    }

    @Test
    void a_scheduled_task_that_runs_again_after_a_crash_sends_once() throws IOException {
        HttpResponse<String> accepted =
                client.billing.publish(client.scheduledFor(Instant.now().plusSeconds(3_600)));
        String scheduled = OutgoingNotification.taskId(NotificationClient.id(accepted));
        byte[] content = schedule.find(scheduled).await().indefinitely();
        for (int i = 0; i < 2; i++) {
            notificationDispatcher.due(scheduled, content).await().indefinitely();
        }
        assertEquals(1, client.events(client.user).size());
    }
}
