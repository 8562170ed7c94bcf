package io.herald.publish.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each item of a batch has its own result. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class NotificationBatchTest {

    @TestHTTPResource("/")
    URI base;

    private final String key = UUID.randomUUID().toString();
    private NotificationClient client;

    @BeforeEach
    void create() {
        client = new NotificationClient(base);
    }

    @Test
    void an_invalid_item_of_a_batch_fails_alone_and_its_key_equals_one_in_the_header() throws IOException {
        String keyed =
                "{\"idempotencyKey\":\"" + key + "\"," + client.toUser("keyed").substring(1);
        String batch = "[" + client.toUser("one") + ",{\"to\":{}}," + keyed + "," + keyed + ",7]";
        HttpResponse<String> answer = client.billing.post(NotificationClient.NOTIFICATIONS + "/batch", batch);
        assertEquals(200, answer.statusCode(), answer.body());
        JsonNode items = new ObjectMapper().readTree(answer.body());
        List<Integer> statuses = new ArrayList<>();
        items.forEach(item -> statuses.add(item.get("status").asInt()));
        assertEquals(List.of(202, 400, 202, 202, 400), statuses);
        assertEquals(false, items.get(2).get("duplicate").asBoolean());
        assertEquals(true, items.get(3).get("duplicate").asBoolean());
        assertEquals(items.get(2).get("id"), items.get(3).get("id"));
        HttpResponse<String> single = client.publish(client.toUser("keyed"), key);
        assertEquals(items.get(2).get("id").asText(), NotificationClient.id(single));
        assertEquals(2, client.events(client.user).size());
    }

    @Test
    void a_batch_with_a_key_header_or_too_many_items_is_rejected() {
        String item = client.toUser("many");
        assertEquals(
                400,
                client.billing
                        .post(NotificationClient.NOTIFICATIONS + "/batch", "[" + item + "]", "Idempotency-Key", key)
                        .statusCode());
        String many = IntStream.range(0, 1_001).mapToObj(i -> item).collect(Collectors.joining(",", "[", "]"));
        assertEquals(
                400,
                client.billing
                        .post(NotificationClient.NOTIFICATIONS + "/batch", many)
                        .statusCode());
        assertEquals(
                400,
                client.billing
                        .post(NotificationClient.NOTIFICATIONS + "/batch", item)
                        .statusCode());
        assertEquals(
                "[]",
                client.billing
                        .post(NotificationClient.NOTIFICATIONS + "/batch", "[]")
                        .body());
    }
}
