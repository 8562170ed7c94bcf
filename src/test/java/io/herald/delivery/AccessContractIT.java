package io.herald.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.SharedInstances;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may follow what, and for how long. */
class AccessContractIT extends DeliveryContract {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    @Override
    HeraldProcess here() {
        return INSTANCES.one();
    }

    @Override
    HeraldProcess there() {
        return INSTANCES.two();
    }

    @TestFactory
    Stream<DynamicTest> a_room_that_the_caller_may_not_join_is_refused_with_403() {
        return overEachTransport(transport -> assertEquals(403, status(transport, token, "secret-" + run)));
    }

    private int status(ClientTransport transport, String with, String... rooms) {
        try (ClientConnection connection = transport.connect(here().baseUri(), with, ConnectRequest.fromNow(rooms))) {
            return connection.status();
        }
    }

    @TestFactory
    Stream<DynamicTest> a_connection_ends_within_five_seconds_of_the_expiry_of_its_token() {
        // The first verification of a process loads the key, which would take its time from the short life of the
        // token.
        endOfLog();
        Instant expiry = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 4);
        String expiring = Tokens.of(user).expiresAt(expiry).sign();
        List<StreamingClient> clients = connectEach(expiring, ConnectRequest.fromNow());
        Await.until("the time shortly before the expiry", () -> Instant.now().isAfter(expiry.minusMillis(500)));
        List<StreamingClient> endedEarly =
                clients.stream().filter(StreamingClient::hasEnded).toList();
        assertEquals(List.of(), endedEarly);
        return overEach(clients, client -> {
            String end = client.awaitEnd(Duration.between(Instant.now(), expiry.plusSeconds(5)));
            assertEquals(client.transport().unauthorizedEnd(), end);
            assertEquals(401, status(client.transport(), expiring));
        });
    }

    @TestFactory
    Stream<DynamicTest> a_member_follows_the_room_from_the_moment_they_are_added_until_they_are_removed() {
        String memberRoom = "members-" + run;
        String path = "/api/v1/rooms/" + memberRoom + "/members/" + user;
        List<StreamingClient> clients = connectEach(token, ConnectRequest.fromNow());
        accepted(204, admin().put(path, ""));
        for (StreamingClient client : clients) {
            upTo(client, "room.added");
            Await.until(client + " follows the room", () -> receivesFrom(memberRoom, client));
        }
        accepted(204, admin().delete(path));
        return overEach(clients, client -> {
            upTo(client, "room.removed");
            Await.until(client + " has left the room", () -> !receivesFrom(memberRoom, client));
            assertFalse(client.hasEnded());
        });
    }

    /** Publishes to the room and then to the user, and returns whether the client has received both. */
    private boolean receivesFrom(String memberRoom, StreamingClient client) {
        String id = publish("room:" + memberRoom, "tick", "for the room", "");
        String probe = notifyUser("probe", "");
        List<ReceivedEnvelope> received =
                client.upTo(envelope -> envelope.data().path("id").asText().equals(probe));
        return received.stream().anyMatch(envelope -> envelope.text("id").equals(id));
    }
}
