package io.herald.publish.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class NotificationTest {

    @TestHTTPResource
    URI base;

    private final String user = "notified-" + UUID.randomUUID();
    private Api publisher;
    private Api client;

    @BeforeEach
    void createClients() {
        publisher = new Api(base, Tokens.publisher("billing"));
        client = new Api(base, Tokens.of(user).sign());
    }

    @Test
    void one_answer_names_every_invalid_field() {
        var answer = publisher.publish(
                "{\"to\":{\"users\":[]},\"type\":\"loud\",\"link\":\"javascript:x\",\"ttl\":\"-PT1S\",\"wat\":1}");
        assertEquals(400, answer.statusCode());
        Set<String> fields = new JsonObject(answer.body())
                .getJsonArray("violations").stream()
                        .map(violation -> ((JsonObject) violation).getString("field"))
                        .collect(Collectors.toSet());
        assertEquals(Set.of("to.users", "type", "title", "link", "ttl", "wat"), fields);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "\"to\":{\"everyone\":true},\"title\":\"t\",\"type\":null; type",
                "\"to\":null,\"title\":\"t\",\"type\":\"info\"; to",
                "\"to\":\"alice\",\"title\":\"t\",\"type\":\"info\"; to",
                "\"to\":{\"everyone\":true},\"title\":\"t\",\"type\":\"info\",\"escalate\":{\"after\":null,\"webhook\":null};"
                        + " escalate.after escalate.webhook"
            })
    void a_null_field_counts_as_missing_and_each_violation_is_reported_once(String members, String wrong) {
        var answer = publisher.publish("{" + members + "}");
        assertEquals(400, answer.statusCode());
        assertEquals(wrong, violations(answer.body()));
    }

    @Test
    void a_cloud_event_with_null_data_is_rejected() {
        var answer = publisher.post(
                "/api/v1/notifications",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":null}",
                "Content-Type",
                "application/cloudevents+json");
        assertEquals(400, answer.statusCode());
        assertEquals("data", violations(answer.body()));
    }

    @Test
    void a_body_without_a_content_type_is_parsed_as_json() {
        String to = "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"t\"}";
        String path = "/api/v1/notifications";
        assertEquals(202, publisher.post(path, to, "Content-Type", "").statusCode());
        assertEquals(400, publisher.post(path, "", "Content-Type", "").statusCode());
    }

    private static String violations(String problem) {
        return new JsonObject(problem)
                .getJsonArray("violations").stream()
                        .map(violation -> ((JsonObject) violation).getString("field"))
                        .collect(Collectors.joining(" "));
    }

    @Test
    void a_notification_without_a_type_or_with_an_incomplete_escalation_is_rejected() {
        String rest = "\"to\":{\"users\":[\"" + user + "\"]},\"title\":\"t\"";
        for (String wrong :
                List.of("\"type\":null", "\"type\":\"info\",\"escalate\":{\"after\":null,\"webhook\":null}")) {
            assertEquals(400, publisher.publish("{" + wrong + "," + rest + "}").statusCode(), wrong);
        }
        assertEquals(
                202,
                publisher
                        .post("/api/v1/notifications", "{\"type\":\"info\"," + rest + "}", "Content-Type", "")
                        .statusCode());
    }

    @Test
    void a_user_named_twice_receives_one_event() {
        publisher.publish("{\"to\":{\"users\":[\"" + user + "\",\"" + user + "\"]},\"type\":\"info\",\"title\":\"t\"}");
        assertEquals(1, countEvents());
    }

    @Test
    void users_in_every_chunk_receive_the_notification() {
        String users =
                IntStream.range(0, 600).mapToObj(i -> "\"" + user + i + "\"").collect(Collectors.joining(","));
        assertEquals(
                202,
                publisher
                        .publish("{\"to\":{\"users\":[" + users + "]},\"type\":\"info\",\"title\":\"t\"}")
                        .statusCode());
        for (int i : new int[] {0, 255, 256, 511, 512, 599}) {
            assertEquals(1, countEvents(new Api(base, Tokens.of(user + i).sign()), user + i));
        }
    }

    @Test
    void an_expired_notification_is_omitted_from_history_and_poll() {
        String cursor = new JsonObject(client.get("/api/v1/poll").body()).getString("cursor");
        publisher.publish("{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"t\",\"ttl\":\"PT1S\"}");
        assertEquals(1, countEvents());
        Await.until("the notification expires", () -> countEvents() == 0);
        JsonObject polled = new JsonObject(
                client.get("/api/v1/poll?wait=0s&cursor=" + cursor).body());
        assertEquals(0, polled.getJsonArray("events").size());
    }

    @Test
    void only_publishers_send_and_large_notifications_are_rejected() {
        assertEquals(403, client.notify(user, "t").statusCode());
        String data = "{\"x\":\"" + "x".repeat(70_000) + "\"}";
        String body = "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"t\",\"data\":" + data + "}";
        assertEquals(413, publisher.publish(body).statusCode());
    }

    @Test
    void a_call_above_the_size_or_recipient_limit_is_rejected() {
        String data = ",\"data\":{\"x\":\"" + "x".repeat(2_000) + "\"}";
        assertEquals(413, publisher.publish(toUsers(10_000, data)).statusCode());
        assertEquals(400, publisher.publish(toUsers(10_001, "")).statusCode());
    }

    private static String toUsers(int users, String more) {
        String names = IntStream.range(0, users).mapToObj(i -> "\"u" + i + "\"").collect(Collectors.joining(","));
        return "{\"to\":{\"users\":[" + names + "]},\"type\":\"info\",\"title\":\"t\"" + more + "}";
    }

    private long countEvents() {
        return countEvents(client, user);
    }

    private static long countEvents(Api reader, String user) {
        return new JsonObject(
                        reader.get("/api/v1/channels/user:" + user + "/events").body())
                .getJsonArray("events")
                .size();
    }
}
