package io.herald.publish.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.json.StrictJson;
import io.herald.log.Schedule;
import io.herald.schedule.OutgoingNotification;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls with the same key send one notification, and each item of a batch has its own outcome. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class IdempotentPublishTest {

    private static final String NOTIFICATIONS = "/api/v1/notifications";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource("/")
    URI base;

    @Inject
    Schedule schedule;

    @Inject
    NotificationDispatcher notificationDispatcher;

    private final String user = "once-" + UUID.randomUUID();
    private final String key = UUID.randomUUID().toString();
    private Api billing;

    @BeforeEach
    void sign() {
        billing = new Api(base, Tokens.publisher("billing"));
    }

    @Test
    void forty_concurrent_calls_send_one_notification_and_return_the_same_answer() throws IOException {
        List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> publish(billing, toUser("racing"), key)))
                .toList();
        List<HttpResponse<String>> answers =
                calls.stream().map(CompletableFuture::join).toList();
        assertTrue(answers.stream().allMatch(answer -> answer.statusCode() == 202));
        assertEquals(
                1, answers.stream().map(this::id).collect(Collectors.toSet()).size());
        assertEquals(1, answers.stream().filter(answer -> !isDuplicate(answer)).count());
        assertEquals(1, events(user).size());
    }

    @Test
    void an_equal_json_value_is_a_repeat_and_another_value_is_a_conflict() {
        HttpResponse<String> first = publish(billing, toUser("caf\u00e9"), key);
        String reformatted = "{ \"title\":\"caf\\u00e9\", \"type\":\"info\", \"to\":{\"users\":[\"" + user + "\"]} }";
        HttpResponse<String> again = publish(billing, reformatted, key);
        assertEquals(id(first), id(again));
        assertTrue(isDuplicate(again));
        HttpResponse<String> other = publish(billing, toUser("other"), key);
        assertEquals(409, other.statusCode());
        assertEquals(
                "application/problem+json",
                other.headers().firstValue("Content-Type").orElse(""));
    }

    @Test
    void a_key_is_stored_for_a_day_in_one_record() {
        String id = id(publish(billing, toUser("a day"), key));
        assertEquals(List.of(), TestServers.redis("KEYS", "*" + id + "*"));
        String hash = IdempotencyKey.of("billing", key, StrictJson.read("{}".getBytes(UTF_8)))
                .hash();
        List<?> records = (List<?>) TestServers.redis("KEYS", "*" + hash.substring(0, 22) + "*");
        assertEquals(1, records.size());
        Object record = records.get(0);
        Duration ttl = Duration.ofMillis((Long) TestServers.redis("PTTL", record.toString()));
        assertTrue(ttl.compareTo(Duration.ofHours(24)) <= 0, ttl::toString);
        assertTrue(ttl.compareTo(Duration.ofHours(24).minusMinutes(1)) > 0, ttl::toString);
    }

    @Test
    void a_repeat_of_a_call_accepted_by_the_previous_version_returns_its_answer_and_sends_nothing() throws IOException {
        String body = toUser("before");
        IdempotencyKey old = IdempotencyKey.of("billing", key, StrictJson.read(body.getBytes(UTF_8)));
        String id = "01930000-0000-7000-8000-" + key.substring(24);
        String claim = old.fingerprint() + " " + id + " 1763650000000";
        TestServers.redis("SET", "herald:{0}:claim:" + old.hash(), claim, "PX", "60000");
        TestServers.redis("SET", "herald:{0}:once:" + id, old.fingerprint() + " 1763650000000-0", "PX", "60000");
        HttpResponse<String> repeat = publish(billing, body, key);
        assertEquals(id, id(repeat));
        assertTrue(isDuplicate(repeat));
        assertEquals(409, publish(billing, toUser("other"), key).statusCode());
        assertEquals(0, events(user).size());
    }

    @Test
    void a_repeat_of_a_scheduled_call_is_detected_by_its_key() {
        String body = scheduledFor(Instant.now().plusSeconds(3_600));
        String first = id(publish(billing, body, key));
        HttpResponse<String> again = publish(billing, body, key);
        assertTrue(isDuplicate(again));
        assertEquals(first, id(again));
        assertEquals(409, publish(billing, body.replace("later", "other"), key).statusCode());
    }

    @Test
    void one_of_twenty_concurrent_scheduled_calls_is_not_a_duplicate() {
        String body = scheduledFor(Instant.now().plusSeconds(3_600));
        List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> publish(billing, body, key)))
                .toList();
        assertEquals(1, calls.stream().filter(call -> !isDuplicate(call.join())).count());
    }

    @Test
    void a_repeat_of_a_cancelled_scheduled_call_is_a_duplicate_and_schedules_nothing() {
        String body = scheduledFor(Instant.now().plusSeconds(3_600));
        String first = id(publish(billing, body, key));
        assertEquals(204, billing.delete(NOTIFICATIONS + "/" + first).statusCode());
        HttpResponse<String> repeat = publish(billing, body, key);
        assertEquals(first, id(repeat));
        assertTrue(isDuplicate(repeat));
        assertNull(schedule.find(OutgoingNotification.taskId(first)).await().indefinitely());
    }

    @Test
    void a_repeat_of_a_delivered_scheduled_call_is_a_duplicate_and_schedules_nothing() {
        String body = scheduledFor(Instant.now().plusSeconds(1));
        String first = id(publish(billing, body, key));
        Await.until("the notification is delivered", () -> events(user).size() == 1);
        String scheduled = OutgoingNotification.taskId(first);
        Await.until(
                "the scheduled task is finished",
                () -> schedule.find(scheduled).await().indefinitely() == null);
        HttpResponse<String> repeat = publish(billing, body, key);
        assertEquals(first, id(repeat));
        assertTrue(isDuplicate(repeat));
        assertNull(schedule.find(scheduled).await().indefinitely());
    }

    private String scheduledFor(Instant at) {
        return toUser("later").replaceAll("}$", ",\"deliverAt\":\"" + at + "\"}");
    }

    @Test
    void a_scheduled_task_that_runs_again_after_a_crash_sends_once() throws IOException {
        HttpResponse<String> accepted =
                billing.publish(scheduledFor(Instant.now().plusSeconds(3_600)));
        String scheduled = OutgoingNotification.taskId(id(accepted));
        byte[] content = schedule.find(scheduled).await().indefinitely();
        for (int i = 0; i < 2; i++) {
            notificationDispatcher.due(scheduled, content).await().indefinitely();
        }
        assertEquals(1, events(user).size());
    }

    @Test
    void the_same_key_of_another_sender_is_a_different_key() {
        HttpResponse<String> one = publish(billing, toUser("hello"), key);
        HttpResponse<String> two = publish(new Api(base, Tokens.publisher("shipping")), toUser("hello"), key);
        assertNotEquals(id(one), id(two));
        assertEquals(false, isDuplicate(two));
    }

    @Test
    void each_of_ten_thousand_recipients_receives_the_notification_once() throws IOException {
        String users =
                IntStream.range(0, 10_000).mapToObj(i -> '"' + user + i + '"').collect(Collectors.joining(","));
        String body = "{\"to\":{\"users\":[" + users + "]},\"type\":\"info\",\"title\":\"all\"}";
        HttpResponse<String> first = publish(billing, body, key);
        assertEquals(202, first.statusCode(), first.body());
        assertTrue(isDuplicate(publish(billing, body, key)));
        assertEquals(1, events(user + 0).size());
        assertEquals(1, events(user + 9_999).size());
    }

    @Test
    void an_invalid_key_is_reported_with_all_other_violations() {
        HttpResponse<String> answer = publish(billing, "{\"to\":{\"everyone\":true}}", "x".repeat(256));
        assertEquals(400, answer.statusCode());
        for (String field : List.of("Idempotency-Key", "type", "title")) {
            assertTrue(answer.body().contains("\"field\":\"" + field + "\""), answer.body());
        }
    }

    @Test
    void an_invalid_item_of_a_batch_fails_alone_and_its_key_equals_one_in_the_header() throws IOException {
        String keyed = "{\"idempotencyKey\":\"" + key + "\"," + toUser("keyed").substring(1);
        String batch = "[" + toUser("one") + ",{\"to\":{}}," + keyed + "," + keyed + ",7]";
        HttpResponse<String> answer = billing.post(NOTIFICATIONS + "/batch", batch);
        assertEquals(200, answer.statusCode(), answer.body());
        JsonNode items = JSON.readTree(answer.body());
        List<Integer> statuses = new ArrayList<>();
        items.forEach(item -> statuses.add(item.get("status").asInt()));
        assertEquals(List.of(202, 400, 202, 202, 400), statuses);
        assertEquals(false, items.get(2).get("duplicate").asBoolean());
        assertEquals(true, items.get(3).get("duplicate").asBoolean());
        assertEquals(items.get(2).get("id"), items.get(3).get("id"));
        HttpResponse<String> single = publish(billing, toUser("keyed"), key);
        assertEquals(items.get(2).get("id").asText(), id(single));
        assertEquals(2, events(user).size());
    }

    @Test
    void a_batch_with_a_key_header_or_too_many_items_is_rejected() {
        String item = toUser("many");
        assertEquals(
                400,
                billing.post(NOTIFICATIONS + "/batch", "[" + item + "]", "Idempotency-Key", key)
                        .statusCode());
        String many = IntStream.range(0, 1_001).mapToObj(i -> item).collect(Collectors.joining(",", "[", "]"));
        assertEquals(400, billing.post(NOTIFICATIONS + "/batch", many).statusCode());
        assertEquals(400, billing.post(NOTIFICATIONS + "/batch", item).statusCode());
        assertEquals("[]", billing.post(NOTIFICATIONS + "/batch", "[]").body());
    }

    @Test
    void a_repeated_cloud_event_is_detected_by_its_source_and_id() throws IOException {
        String event = "{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/s\",\"id\":\"" + key
                + "\",\"traceparent\":\"00\",\"data\":" + toUser("event") + "}";
        HttpResponse<String> first = cloudEvent(event);
        assertEquals(202, first.statusCode(), first.body());
        assertTrue(isDuplicate(cloudEvent(event)));
        assertEquals(409, cloudEvent(event.replace("event", "changed")).statusCode());
        HttpResponse<String> wrong =
                cloudEvent(event.replace("\"info\"", "\"loud\"").replace("1.0", "0.3"));
        assertTrue(wrong.body().contains("\"field\":\"data.type\""), wrong.body());
        assertTrue(wrong.body().contains("\"field\":\"specversion\""), wrong.body());
        assertEquals(1, events(user).size());
        HttpResponse<String> elsewhere = cloudEvent(event.replace("/s", "/t"));
        assertEquals(false, isDuplicate(elsewhere), "the same id of another source is another event");
    }

    private HttpResponse<String> cloudEvent(String event) {
        return billing.post(NOTIFICATIONS, event, "Content-Type", "application/cloudevents+json");
    }

    private String toUser(String title) {
        return "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"" + title + "\"}";
    }

    private static HttpResponse<String> publish(Api sender, String body, String key) {
        return sender.post(NOTIFICATIONS, body, "Idempotency-Key", key);
    }

    private JsonNode events(String recipient) throws IOException {
        Api reader = new Api(base, Tokens.of(recipient).sign());
        return JSON.readTree(reader.get("/api/v1/channels/user:" + recipient + "/events")
                        .body())
                .get("events");
    }

    private String id(HttpResponse<String> answer) {
        return read(answer).get("id").asText();
    }

    private boolean isDuplicate(HttpResponse<String> answer) {
        return read(answer).get("duplicate").asBoolean();
    }

    private static JsonNode read(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }
}
