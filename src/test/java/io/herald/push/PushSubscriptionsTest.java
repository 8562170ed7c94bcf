package io.herald.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.testing.Api;
import io.herald.testing.PushReceiver;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The calls on subscriptions. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class PushSubscriptionsTest {

    private static final String PATH = "/api/v1/push/subscriptions";

    private final String alice = "alice-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();
    private final PushReceiver browser = new PushReceiver();

    @TestHTTPResource
    URI base;

    private Api api(String user) {
        return new Api(base, Tokens.of(user).sign());
    }

    private static String endpoint() {
        return "https://push.example.net/" + UUID.randomUUID();
    }

    private String put(String user, String endpoint) {
        HttpResponse<String> response = api(user).put(PATH, browser.toJson(endpoint));
        assertEquals(200, response.statusCode(), response.body());
        return PushFixture.json(response.body()).path("id").asText();
    }

    private List<JsonNode> list(String user) {
        List<JsonNode> all = new ArrayList<>();
        PushFixture.json(api(user).get(PATH).body()).path("subscriptions").forEach(all::add);
        return all;
    }

    private List<String> ids(String user) {
        return list(user).stream().map(one -> one.path("id").asText()).toList();
    }

    @Test
    void the_key_is_a_point_of_the_curve() {
        String key = PushFixture.json(api(alice).get("/api/v1/push/key").body())
                .path("key")
                .asText();
        assertTrue(key.matches("B[A-Za-z0-9_-]{86}"), key);
    }

    @Test
    void a_subscription_is_listed_without_its_secrets() {
        String endpoint = endpoint();
        String json = browser.toJson(endpoint).replace("\"keys\"", "\"device\":\"Firefox\",\"keys\"");
        assertEquals(200, api(alice).put(PATH, json).statusCode());
        JsonNode listed = list(alice).get(0);
        assertEquals("Firefox", listed.path("device").asText());
        assertEquals("https://push.example.net", listed.path("origin").asText());
        assertTrue(listed.has("createdAt"));
        assertFalse(listed.has("lastPushedAt"));
        String body = api(alice).get(PATH).body();
        assertFalse(body.contains(endpoint) || body.contains(browser.p256dh()) || body.contains(browser.auth()), body);
    }

    @Test
    void the_same_endpoint_has_the_same_id() {
        String endpoint = endpoint();
        String id = put(alice, endpoint);
        assertEquals(id, put(alice, endpoint));
        assertNotEquals(id, put(alice, endpoint()));
        assertEquals(2, list(alice).size());
    }

    @Test
    void an_endpoint_moves_to_the_user_who_registers_it() {
        String endpoint = endpoint();
        String id = put(alice, endpoint);
        assertEquals(id, put(bob, endpoint));
        assertEquals(List.of(), ids(alice));
        assertEquals(List.of(id), ids(bob));
    }

    @Test
    void the_oldest_subscription_beyond_the_limit_is_deleted() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            ids.add(put(alice, endpoint()));
        }
        assertEquals(ids.subList(1, 11), ids(alice));
    }

    @Test
    void a_repeated_registration_deletes_no_other() {
        String first = endpoint();
        List<String> ids = new ArrayList<>(List.of(put(alice, first)));
        for (int i = 0; i < 9; i++) {
            ids.add(put(alice, endpoint()));
        }
        put(alice, first);
        assertEquals(ids, ids(alice));
    }

    @Test
    void a_user_deletes_own_subscriptions_only() {
        String id = put(alice, endpoint());
        assertEquals(404, api(bob).delete(PATH + "/" + id).statusCode());
        assertEquals(404, api(alice).delete(PATH + "/" + UUID.randomUUID()).statusCode());
        assertEquals(404, api(alice).delete(PATH + "/none").statusCode());
        assertEquals(List.of(id), ids(alice));
        assertEquals(204, api(alice).delete(PATH + "/" + id).statusCode());
        assertEquals(List.of(), ids(alice));
        assertEquals(404, api(alice).delete(PATH + "/" + id).statusCode());
    }

    @Test
    void violations_name_the_fields_and_no_secret() {
        String endpoint = "http://push.example.net/" + UUID.randomUUID();
        HttpResponse<String> response = api(alice).put(PATH, browser.toJson(endpoint));
        assertEquals(400, response.statusCode());
        assertTrue(response.body().contains("\"violations\":[{\"field\":\"endpoint\""), response.body());
        assertFalse(response.body().contains(endpoint), response.body());
    }

    @Test
    void a_test_without_subscriptions_is_accepted() {
        assertEquals(202, api(alice).post("/api/v1/push/test", "").statusCode());
    }

    @Test
    void every_call_needs_a_token() {
        Api nobody = new Api(base, "");
        assertEquals(401, nobody.get("/api/v1/push/key").statusCode());
        assertEquals(401, nobody.get(PATH).statusCode());
        assertEquals(401, nobody.put(PATH, browser.toJson(endpoint())).statusCode());
        assertEquals(401, nobody.post("/api/v1/push/test", "").statusCode());
    }
}
