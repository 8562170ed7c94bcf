package io.herald.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.testing.Api;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PushReceiver;
import io.herald.testing.RawWebSocket;
import io.herald.testing.TestPushService;
import io.herald.testing.TestPushService.Push;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.UUID;

/** A user with a browser whose push service is {@link TestPushService}. */
record PushFixture(HeraldProcess herald, TestPushService service, String user, String endpoint, PushReceiver browser) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A user who is known and has not subscribed. */
    static PushFixture user(HeraldProcess herald, TestPushService service) {
        String id = UUID.randomUUID().toString();
        return new PushFixture(herald, service, "user-" + id, "e-" + id, new PushReceiver());
    }

    static PushFixture subscribed(HeraldProcess herald, TestPushService service) {
        PushFixture user = user(herald, service);
        user.subscribe();
        return user;
    }

    /** The same user with another browser. */
    PushFixture otherBrowser() {
        return new PushFixture(herald, service, user, "e-" + UUID.randomUUID(), new PushReceiver());
    }

    Api api() {
        return new Api(herald.baseUri(), Tokens.of(user).sign());
    }

    /** Returns the id of the subscription. */
    String subscribe() {
        HttpResponse<String> response = put(service.endpoint(endpoint));
        assertEquals(200, response.statusCode(), response.body());
        return json(response.body()).path("id").asText();
    }

    HttpResponse<String> put(String address) {
        return api().put("/api/v1/push/subscriptions", browser.toJson(address));
    }

    /** Publishes a notification to this user and returns its id. */
    String publish(String title) {
        return publish(title, "");
    }

    /** @param more fields, with a comma before each */
    String publish(String title, String more) {
        return publishTo("{\"users\":[\"" + user + "\"]}", title, more);
    }

    /** Publishes this many notifications to this user in one call. */
    void publishBatch(int count, String title) {
        String item = "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"" + title + "\"}";
        HttpResponse<String> response = publisher()
                .post("/api/v1/notifications/batch", "[" + String.join(",", Collections.nCopies(count, item)) + "]");
        assertEquals(200, response.statusCode(), response.body());
    }

    String publishTo(String target, String title, String more) {
        HttpResponse<String> response = publisher()
                .publish("{\"to\":" + target + ",\"type\":\"info\",\"title\":\"" + title + "\"" + more + "}");
        assertEquals(202, response.statusCode(), response.body());
        return json(response.body()).path("id").asText();
    }

    Api publisher() {
        return new Api(herald.baseUri(), Tokens.publisher("billing"));
    }

    /** Waits for this many pushes and returns the notification in the last of them. */
    JsonNode await(int pushes) {
        return decrypt(service.await(endpoint, pushes).get(pushes - 1));
    }

    int received() {
        return service.received(endpoint).size();
    }

    JsonNode decrypt(Push push) {
        return json(browser.decrypt(push.body())).path("notification");
    }

    JsonNode facts(String notification) {
        return json(publisher().get("/api/v1/notifications/" + notification).body());
    }

    /** Opens a connection that reports a visible page. */
    RawWebSocket visible() {
        RawWebSocket socket = herald.socket(Tokens.of(user).sign());
        assertTrue(socket.ask("session.visible", "{\"visible\":true}", "v").contains("ack"));
        return socket;
    }

    /** Begins quiet hours that end in an hour. */
    void beginQuietHours() {
        DateTimeFormatter format = DateTimeFormatter.ofPattern("HH:mm");
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        setPreferences("{\"categories\":{},\"quietHours\":{\"from\":\""
                + now.minusHours(1).format(format) + "\",\"to\":\""
                + now.plusHours(1).format(format) + "\",\"zone\":\"UTC\"}}");
    }

    void setPreferences(String preferences) {
        assertEquals(200, api().put("/api/v1/inbox/preferences", preferences).statusCode());
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
