package io.herald.publish.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.json.StrictJson;
import io.herald.problem.ProblemException;
import io.herald.testing.Api;
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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls with the same key send one notification. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class IdempotentPublishTest {

    @Inject
    NotificationSender sender;

    @TestHTTPResource("/")
    URI base;

    private final String key = UUID.randomUUID().toString();
    private NotificationClient client;

    @BeforeEach
    void create() {
        client = new NotificationClient(base);
    }

    @Test
    void forty_concurrent_calls_send_one_notification_and_return_the_same_answer() throws IOException {
        List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.publish(client.toUser("racing"), key)))
                .toList();
        List<HttpResponse<String>> answers =
                calls.stream().map(CompletableFuture::join).toList();
        assertTrue(answers.stream().allMatch(answer -> answer.statusCode() == 202));
        assertEquals(
                1,
                answers.stream()
                        .map(NotificationClient::id)
                        .collect(Collectors.toSet())
                        .size());
        assertEquals(
                1,
                answers.stream()
                        .filter(answer -> !NotificationClient.isDuplicate(answer))
                        .count());
        assertEquals(1, client.events(client.user).size());
    }

    @Test
    void an_equal_json_value_is_a_repeat_and_another_value_is_a_conflict() {
        HttpResponse<String> first = client.publish(client.toUser("caf\u00e9"), key);
        String reformatted =
                "{ \"title\":\"caf\\u00e9\", \"type\":\"info\", \"to\":{\"users\":[\"" + client.user + "\"]} }";
        HttpResponse<String> again = client.publish(reformatted, key);
        assertEquals(NotificationClient.id(first), NotificationClient.id(again));
        assertTrue(NotificationClient.isDuplicate(again));
        HttpResponse<String> other = client.publish(client.toUser("other"), key);
        assertEquals(409, other.statusCode());
        assertEquals(
                "application/problem+json",
                other.headers().firstValue("Content-Type").orElse(""));
    }

    @Test
    void a_key_is_stored_for_a_day_in_one_record() {
        String id = NotificationClient.id(client.publish(client.toUser("a day"), key));
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
        String body = client.toUser("before");
        IdempotencyKey old = IdempotencyKey.of("billing", key, StrictJson.read(body.getBytes(UTF_8)));
        String id = "01930000-0000-7000-8000-" + key.substring(24);
        String claim = old.fingerprint() + " " + id + " 1763650000000";
        TestServers.redis("SET", "herald:{0}:claim:" + old.hash(), claim, "PX", "60000");
        TestServers.redis("SET", "herald:{0}:once:" + id, old.fingerprint() + " 1763650000000-0", "PX", "60000");
        HttpResponse<String> repeat = client.publish(body, key);
        assertEquals(id, NotificationClient.id(repeat));
        assertTrue(NotificationClient.isDuplicate(repeat));
        assertEquals(409, client.publish(client.toUser("other"), key).statusCode());
        assertEquals(0, client.events(client.user).size());
    }

    /** The record says that the first attempt was long ago, and not whether all parts of the notification were appended. */
    @Test
    void a_notification_of_a_store_is_not_repeated_after_the_records_of_its_parts_have_expired() throws IOException {
        byte[] body = client.toUser("stored").getBytes(UTF_8);
        Duration remembered = Duration.ofDays(30);
        sender.send(body, "billing", key, remembered).await().atMost(Duration.ofSeconds(10));
        sender.send(body, "billing", key, remembered).await().atMost(Duration.ofSeconds(10));
        assertEquals(1, client.events(client.user).size());

        IdempotencyKey stored = IdempotencyKey.stored("billing", key, StrictJson.read(body), remembered);
        Instant longAgo = Instant.now().minus(Duration.ofHours(25));
        String attempt = IdempotencyRecordValue.of("01930000-0000-7000-8000-" + key.substring(24), longAgo)
                .toText();
        String record = "herald:{0}:k:" + stored.hash().substring(0, 22);
        TestServers.redis("SET", record, stored.fingerprint().substring(0, 11) + attempt, "PX", "60000");
        ProblemException refused = assertThrows(
                ProblemException.class,
                () -> sender.send(body, "billing", key, remembered).await().atMost(Duration.ofSeconds(10)));
        assertEquals(409, refused.problem().status());
        assertEquals(1, client.events(client.user).size());
    }

    @Test
    void the_same_key_of_another_sender_is_a_different_key() {
        HttpResponse<String> one = client.publish(client.toUser("hello"), key);
        HttpResponse<String> two =
                NotificationClient.publish(new Api(base, Tokens.publisher("shipping")), client.toUser("hello"), key);
        assertNotEquals(NotificationClient.id(one), NotificationClient.id(two));
        assertEquals(false, NotificationClient.isDuplicate(two));
    }

    @Test
    void each_of_ten_thousand_recipients_receives_the_notification_once() throws IOException {
        String users = IntStream.range(0, 10_000)
                .mapToObj(i -> '"' + client.user + i + '"')
                .collect(Collectors.joining(","));
        String body = "{\"to\":{\"users\":[" + users + "]},\"type\":\"info\",\"title\":\"all\"}";
        HttpResponse<String> first = client.publish(body, key);
        assertEquals(202, first.statusCode(), first.body());
        assertTrue(NotificationClient.isDuplicate(client.publish(body, key)));
        assertEquals(1, client.events(client.user + 0).size());
        assertEquals(1, client.events(client.user + 9_999).size());
    }

    @Test
    void an_invalid_key_is_reported_with_all_other_violations() {
        HttpResponse<String> answer = client.publish("{\"to\":{\"everyone\":true}}", "x".repeat(256));
        assertEquals(400, answer.statusCode());
        for (String field : List.of("Idempotency-Key", "type", "title")) {
            assertTrue(answer.body().contains("\"field\":\"" + field + "\""), answer.body());
        }
    }

    @Test
    void a_repeated_cloud_event_is_detected_by_its_source_and_id() throws IOException {
        String event = "{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/s\",\"id\":\"" + key
                + "\",\"traceparent\":\"00\",\"data\":" + client.toUser("event") + "}";
        HttpResponse<String> first = client.cloudEvent(event);
        assertEquals(202, first.statusCode(), first.body());
        assertTrue(NotificationClient.isDuplicate(client.cloudEvent(event)));
        assertEquals(409, client.cloudEvent(event.replace("event", "changed")).statusCode());
        HttpResponse<String> wrong =
                client.cloudEvent(event.replace("\"info\"", "\"loud\"").replace("1.0", "0.3"));
        assertTrue(wrong.body().contains("\"field\":\"data.type\""), wrong.body());
        assertTrue(wrong.body().contains("\"field\":\"specversion\""), wrong.body());
        assertEquals(1, client.events(client.user).size());
        HttpResponse<String> elsewhere = client.cloudEvent(event.replace("/s", "/t"));
        assertEquals(
                false, NotificationClient.isDuplicate(elsewhere), "the same id of another source is another event");
    }

    @Test
    void a_cloud_event_has_the_same_key_in_both_modes() throws IOException {
        String event = "{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/s €\",\"id\":\"" + key + "\",\"data\":"
                + client.toUser("event") + "}";
        HttpResponse<String> first = client.binaryCloudEvent(client.toUser("event"), key, "/s%20%E2%82%AC");
        assertEquals(202, first.statusCode(), first.body());
        assertFalse(NotificationClient.isDuplicate(first));
        assertTrue(
                NotificationClient.isDuplicate(client.binaryCloudEvent(client.toUser("event"), key, "/s%20%E2%82%AC")));
        assertTrue(NotificationClient.isDuplicate(client.cloudEvent(event)));
        assertEquals(
                409,
                client.binaryCloudEvent(client.toUser("changed"), key, "/s%20%E2%82%AC")
                        .statusCode());
        assertEquals(1, client.events(client.user).size());
    }

    @Test
    void a_binary_cloud_event_reports_invalid_headers_and_fields_together() {
        HttpResponse<String> wrong = client.billing.post(
                "/api/v1/notifications", "{\"type\":\"loud\"}", "ce-specversion", "0.3", "ce-id", "1");
        assertEquals(400, wrong.statusCode());
        for (String field : List.of("ce-specversion", "ce-source", "ce-type", "type", "title", "to")) {
            assertTrue(wrong.body().contains("\"field\":\"" + field + "\""), field + " in " + wrong.body());
        }
    }
}
