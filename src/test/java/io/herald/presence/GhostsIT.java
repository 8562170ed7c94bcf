package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An instance that dies takes its users with it, once. */
class GhostsIT {

    private static final Map<String, String> SHORT = Map.of("herald.presence.ttl", "3s");
    private static final int USERS = 20;

    private final String room = "room-" + UUID.randomUUID();

    private RawWebSocket in(HeraldProcess instance, String who) {
        String token = Tokens.of(who).herald(Map.of("join", List.of(room))).sign();
        RawWebSocket socket = RawWebSocket.open(instance.baseUri(), "?room=" + room, token);
        socket.await("ready");
        return socket;
    }

    @Test
    void the_users_of_a_killed_instance_are_told_gone_exactly_once() {
        try (HeraldProcess one = HeraldProcess.start(SHORT);
                HeraldProcess two = HeraldProcess.start(SHORT);
                HeraldProcess three = HeraldProcess.start(SHORT)) {
            RawWebSocket witness = in(two, "witness");
            RawWebSocket other = in(three, "other");
            for (int i = 0; i < USERS; i++) {
                in(one, "user-" + i);
            }
            in(three, "user-0");
            witness.awaitCount("presence.joined", USERS + 1);
            one.kill();
            Await.until(
                    "all are told gone",
                    Duration.ofSeconds(30),
                    () -> witness.events("presence.left").size() >= USERS - 1);
            in(two, "last").ask("room.leave", "{\"room\":\"" + room + "\"}", "l");
            witness.awaitCount("presence.left", USERS);
            other.awaitCount("presence.left", USERS);
            assertEquals(USERS, witness.events("presence.left").size());
            assertEquals(USERS, other.events("presence.left").size());
        }
    }
}
