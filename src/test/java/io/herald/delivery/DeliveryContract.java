package io.herald.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.testing.Api;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * What the scenarios of the contract share: a user with a room, publishers, and clients of all transports. A scenario prepares the
 * log once, and then reads it over each transport.
 */
abstract class DeliveryContract {

    private static final ObjectMapper JSON = new ObjectMapper();

    final String run = UUID.randomUUID().toString();
    final String user = "delivery-" + run;
    final String room = "room-" + run;
    final String otherRoom = "another-" + run;
    final String token =
            Tokens.of(user).herald(Map.of("join", List.of(room, otherRoom))).sign();
    private final List<StreamingClient> clients = new ArrayList<>();

    /** The instance to which most calls go. */
    abstract HeraldProcess here();

    /** An instance on the same log. */
    abstract HeraldProcess there();

    @AfterEach
    void closeClients() {
        clients.forEach(StreamingClient::close);
    }

    static Stream<DynamicTest> overEachTransport(ThrowingConsumer<ClientTransport> scenario) {
        return DynamicTest.stream(Stream.of(ClientTransport.values()), ClientTransport::name, scenario);
    }

    static Stream<DynamicTest> overEach(List<StreamingClient> connected, ThrowingConsumer<StreamingClient> scenario) {
        return DynamicTest.stream(
                connected.stream(), client -> client.transport().name(), scenario);
    }

    StreamingClient connect(ClientTransport transport, HeraldProcess instance, ConnectRequest request) {
        return connect(transport, instance, token, request);
    }

    StreamingClient connect(ClientTransport transport, HeraldProcess instance, String with, ConnectRequest request) {
        StreamingClient client = StreamingClient.connect(transport, instance.baseUri(), with, request);
        clients.add(client);
        return client;
    }

    /** Connects over all transports at once, to the instance to which no call goes. */
    List<StreamingClient> connectEach(String with, ConnectRequest request) {
        return Stream.of(ClientTransport.values())
                .map(transport -> connect(transport, there(), with, request))
                .toList();
    }

    Api publisher() {
        return new Api(here().baseUri(), Tokens.publisher("billing"));
    }

    Api admin() {
        return new Api(here().baseUri(), Tokens.of("root").groups("admin").sign());
    }

    Api member() {
        return new Api(here().baseUri(), token);
    }

    /** Returns the end of the log. */
    String endOfLog() {
        return read(member().get("/api/v1/poll")).get("cursor").asText();
    }

    /** @param more further members of the notification, each with a leading comma */
    String notifyUser(String title, String more) {
        return notifyTarget("{\"users\":[\"" + user + "\"]}", title, more);
    }

    String notifyTarget(String target, String title, String more) {
        return read(publisher()
                        .publish("{\"to\":%s,\"type\":\"info\",\"title\":\"%s\"%s}".formatted(target, title, more)))
                .get("id")
                .asText();
    }

    /** @param more as of {@link #notifyUser} */
    String publish(String channel, String event, String content, String more) {
        String body = "{\"event\":\"%s\",\"data\":{\"content\":\"%s\"}%s}".formatted(event, content, more);
        return read(publisher().post("/api/v1/channels/" + channel + "/events", body))
                .path("id")
                .asText();
    }

    String sendMessage(String content) {
        return read(member().post("/api/v1/rooms/" + room + "/messages", "{\"content\":\"" + content + "\"}"))
                .get("id")
                .asText();
    }

    static JsonNode read(HttpResponse<String> response) {
        assertTrue(response.statusCode() < 300, response.statusCode() + " " + response.body());
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void accepted(int status, HttpResponse<String> response) {
        assertEquals(status, response.statusCode(), response.body());
    }

    /** Reads up to the envelope with a content, and returns those of this test. */
    List<ReceivedEnvelope> upTo(StreamingClient client, String lastContent) {
        return client.upTo(envelope -> content(envelope).equals(lastContent)).stream()
                .filter(this::isOfThisTest)
                .toList();
    }

    /** Other tests have used the log before, and events for everyone reach this user too. */
    private boolean isOfThisTest(ReceivedEnvelope envelope) {
        return envelope.json().contains(run) && !envelope.text("event").startsWith("presence.");
    }

    List<String> contentsUpTo(StreamingClient client, String lastContent) {
        return contents(upTo(client, lastContent));
    }

    static List<String> contents(List<ReceivedEnvelope> envelopes) {
        return envelopes.stream().map(DeliveryContract::content).toList();
    }

    /** Returns the title of a notification, the content of a message or an event, otherwise the name of the event. */
    private static String content(ReceivedEnvelope envelope) {
        JsonNode data = envelope.data();
        return data.path("title").asText(data.path("content").asText(envelope.text("event")));
    }
}
