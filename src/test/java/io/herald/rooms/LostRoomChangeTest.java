package io.herald.rooms;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Await;
import io.herald.testing.RawWebSocket;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The periodic comparison with PostgreSQL applies changes whose control messages were lost. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class LostRoomChangeTest {

    @TestHTTPResource
    URI base;

    @Inject
    Pool pool;

    @Inject
    MembershipSync membershipSync;

    private final String room = "room-" + UUID.randomUUID();
    private final String user = "user-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();

    @Test
    void a_change_without_a_control_message_affects_open_connections() {
        reviewRoomOfAnotherFollower();
        sql("INSERT INTO room_member (room, user_id) VALUES ('" + room + "', '" + user + "')");
        RawWebSocket socket = RawWebSocket.open(base, "", token);
        assertTrue(socket.await("ready").text().contains(room));
        sql("DELETE FROM room_member WHERE user_id = '" + user + "'");
        loseControlMessages();
        awaitRooms(socket, "[]");

        String other = "other-" + room;
        sql("INSERT INTO room_member (room, user_id) VALUES ('" + other + "', '" + user + "')");
        loseControlMessages();
        awaitRooms(socket, "[\"" + other + "\"]");
    }

    private void loseControlMessages() {
        membershipSync.invalidate();
        membershipSync.onMissed();
    }

    /** The review then has already read the room, so that a later join and removal do not change its settings. */
    private void reviewRoomOfAnotherFollower() {
        String follower = "follower-" + room;
        String claims =
                Tokens.of(follower).herald(Map.of("join", List.of(room))).sign();
        RawWebSocket socket = RawWebSocket.open(base, "?room=" + room, claims);
        socket.await("ready");
        loseControlMessages();
        loseControlMessages();
        sql("INSERT INTO room_member (room, user_id) VALUES ('x-" + room + "', '" + follower + "')");
        loseControlMessages();
        awaitRooms(socket, "[\"" + room + "\",\"x-" + room + "\"]");
    }

    private void awaitRooms(RawWebSocket socket, String rooms) {
        Await.until(
                "the socket follows " + rooms,
                () -> socket.ask("user.rooms", "{}", UUID.randomUUID().toString())
                        .contains("\"rooms\":" + rooms));
    }

    private void sql(String statement) {
        pool.query(statement).execute().await().atMost(Duration.ofSeconds(10));
    }
}
