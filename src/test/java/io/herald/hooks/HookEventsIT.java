package io.herald.hooks;

import static io.herald.hooks.HookInstances.ALL;
import static io.herald.hooks.HookInstances.FIRST_SECRET;
import static io.herald.hooks.HookInstances.SECOND_SECRET;
import static io.herald.hooks.HookInstances.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.hooks.HookReceiver.Received;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.PushReceiver;
import io.herald.testing.RawWebSocket;
import io.herald.testing.TestPushService;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens on any instance is sent with its data, in the order of its user or room, and signed. */
class HookEventsIT {

    @RegisterExtension
    static final HookInstances instances = new HookInstances();

    private final HookReceiver receiver = instances.receiver();
    private final String name = UUID.randomUUID().toString();

    @Test
    void users_and_rooms_come_and_go() {
        String user = "user-" + name;
        String room = "room-" + name;
        RawWebSocket tab = open(instances.one(), user, room);
        Received online = receiver.await(ALL, user, "user.online");
        assertEquals("{\"user\":\"" + user + "\"}", online.data().toString());
        assertTrue(online.json().path("timestamp").asText().matches("....-..-..T..:..:..[.]...Z"));
        receiver.awaitTypes(ALL, room, "room.occupied");
        RawWebSocket otherTab = open(instances.two(), user, room);
        tab.closeWith(1000);
        otherTab.ask("room.leave", "{\"room\":\"" + room + "\"}", "l");
        receiver.awaitTypes(ALL, room, "room.occupied", "room.vacated");
        receiver.awaitTypes(ALL, user, "user.online");
        otherTab.closeWith(1000);
        receiver.awaitTypes(ALL, user, "user.online", "user.offline");
    }

    @Test
    void what_users_do_with_notifications_is_sent_in_their_order() {
        String user = "reader-" + name;
        Api reader = new Api(instances.two().baseUri(), Tokens.of(user).sign());
        String first = publish(user);
        String second = publish(user);
        assertEquals(200, reader.post("/api/v1/inbox/" + second + "/read", "").statusCode());
        assertEquals(
                200, reader.post("/api/v1/inbox/" + second + "/archive", "").statusCode());
        assertEquals(200, reader.post("/api/v1/inbox/read", "").statusCode());
        Await.until("three events", () -> receiver.types(ALL, user).size() == 3);
        assertEquals(
                List.of("notification.read " + second, "notification.archived " + second, "notification.read " + first),
                receiver.received(ALL).stream()
                        .filter(event -> event.isAbout(user))
                        .map(event ->
                                event.type() + " " + event.data().path("id").asText())
                        .toList());
    }

    private static String publish(String user) {
        HttpResponse<String> accepted =
                new Api(instances.one().baseUri(), Tokens.publisher("billing")).notify(user, "Something to read");
        assertEquals(202, accepted.statusCode());
        return HookReceiver.json(accepted.body()).path("id").asText();
    }

    @Test
    void a_subscription_that_is_gone_and_the_push_that_failed_are_sent() {
        String user = "pushed-" + name;
        receiver.server().behave("gone", TestPushService.answer(410));
        HttpResponse<String> subscribed = new Api(
                        instances.one().baseUri(), Tokens.of(user).sign())
                .put(
                        "/api/v1/push/subscriptions",
                        new PushReceiver().toJson(receiver.server().endpoint("gone")));
        String subscription = HookReceiver.json(subscribed.body()).path("id").asText();
        String notification = publish(user);
        JsonNode gone = receiver.await(ALL, user, "push.gone").data();
        assertEquals(subscription, gone.path("subscription").asText());
        assertEquals(
                "{\"id\":\"" + notification + "\",\"user\":\"" + user + "\",\"reason\":\"push.gone\"}",
                receiver.await(ALL, user, "notification.failed").data().toString());
    }

    @Test
    void messages_of_listed_rooms_are_sent_in_order() {
        String room = "team-" + name;
        RawWebSocket socket = open(instances.one(), "writer-" + name, room);
        for (int i = 0; i < 20; i++) {
            socket.command("message.send", "{\"room\":\"" + room + "\",\"content\":" + i + "}", "m" + i);
        }
        Await.until("all messages", () -> messages(room).size() == 20);
        for (int i = 0; i < 20; i++) {
            JsonNode envelope = messages(room).get(i).data().path("envelope");
            assertEquals(i, envelope.path("data").path("content").asInt());
            assertTrue(socket.answer("m" + i)
                    .contains("\"id\":\"" + envelope.path("id").asText() + "\""));
            assertEquals("room:" + room, envelope.path("channel").asText());
        }
        String other = "other-" + name;
        open(instances.one(), "writer-" + name, other)
                .ask("message.send", "{\"room\":\"" + other + "\",\"content\":1}", "m");
        receiver.awaitTypes(ALL, other, "room.occupied");
    }

    private List<Received> messages(String room) {
        return receiver.received(ALL).stream()
                .filter(event -> event.isAbout(room) && event.type().equals("message.sent"))
                .toList();
    }

    /** The receiver replaces its secret between the first and the last request. */
    @Test
    void another_implementation_verifies_every_request_with_both_secrets() {
        Optional<WebhookVerifier> started = WebhookVerifier.start();
        Assumptions.assumeTrue(started.isPresent(), "no standardwebhooks");
        String user = "verified-" + name;
        open(instances.one(), user, "team-" + name)
                .ask("message.send", "{\"room\":\"team-" + name + "\",\"content\":\"Grüße\"}", "m");
        receiver.await(ALL, user, "user.online");
        Await.until("the message", () -> messages("team-" + name).size() == 1);
        List<Received> requests = receiver.received(ALL).stream()
                .filter(request -> request.subject().endsWith(name))
                .toList();
        try (WebhookVerifier verifier = started.get()) {
            assertEquals(Set.of(WebhookVerifier.VALID), verifier.verifyAll(requests, FIRST_SECRET));
            assertEquals(Set.of(WebhookVerifier.VALID), verifier.verifyAll(requests, SECOND_SECRET));
            assertEquals(
                    "No matching signature found",
                    verifier.verify(requests.get(0), "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        }
    }
}
