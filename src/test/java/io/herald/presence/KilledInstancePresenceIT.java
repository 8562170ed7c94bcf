package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The users of a killed instance leave their rooms exactly once. */
@Tag("extended")
class KilledInstancePresenceIT {

    private static final Map<String, String> SHORT = Map.of("herald.presence.ttl", "3s");
    private static final int USERS = 20;

    private final String room = "room-" + UUID.randomUUID();

    private RawWebSocket join(HeraldProcess instance, String user) {
        String token = Tokens.of(user).herald(Map.of("join", List.of(room))).sign();
        RawWebSocket socket = RawWebSocket.open(instance.baseUri(), "?room=" + room, token);
        socket.await("ready");
        return socket;
    }

    @Test
    void the_departure_of_each_user_of_a_killed_instance_is_announced_exactly_once() {
        try (HeraldProcess one = HeraldProcess.start(SHORT);
                HeraldProcess two = HeraldProcess.start(SHORT);
                HeraldProcess three = HeraldProcess.start(SHORT)) {
            RawWebSocket observer = join(two, "observer");
            RawWebSocket other = join(three, "other");
            for (int i = 0; i < USERS; i++) {
                join(one, "user-" + i);
            }
            join(three, "user-0");
            observer.awaitCount("presence.joined", USERS + 1);
            one.kill();
            Await.until(
                    "all departures are announced",
                    Duration.ofSeconds(30),
                    () -> observer.events("presence.left").size() >= USERS - 1);
            join(two, "last").ask("room.leave", "{\"room\":\"" + room + "\"}", "l");
            observer.awaitCount("presence.left", USERS);
            other.awaitCount("presence.left", USERS);
            assertEquals(USERS, observer.events("presence.left").size());
            assertEquals(USERS, other.events("presence.left").size());
            Api admin =
                    new Api(three.baseUri(), Tokens.of("root").groups("admin").sign());
            String rooms = admin.get("/api/v1/presence/rooms?prefix=" + room).body();
            assertTrue(rooms.contains("\"users\":3"), rooms);
            assertTrue(isListed(admin, "user-0"));
            assertFalse(isListed(admin, "user-19"));
        }
    }

    private static boolean isListed(Api admin, String user) {
        return admin.get("/api/v1/presence/users?prefix=" + user).body().contains("\"" + user + "\"");
    }
}
