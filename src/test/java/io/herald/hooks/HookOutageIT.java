package io.herald.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.hooks.HookReceiver.Received;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PostgreSQL is down, then the instance and Redis are killed: a hook receives everything afterwards, once and in order. */
@Tag("extended")
class HookOutageIT {

    private static final String ROOM = "ops";
    private static final Duration LONG = Duration.ofSeconds(60);

    private int sent;

    private void send(RawWebSocket socket, int messages) {
        for (int i = 0; i < messages; i++) {
            sent++;
            socket.ask("message.send", "{\"room\":\"" + ROOM + "\",\"content\":" + sent + "}", "m" + sent);
        }
    }

    private static RawWebSocket open(HeraldProcess instance, String user) {
        String token = Tokens.of(user)
                .herald(Map.of("join", List.of(ROOM), "send", List.of(ROOM)))
                .sign();
        RawWebSocket socket = RawWebSocket.open(instance.baseUri(), "?room=" + ROOM, token);
        socket.await("ready");
        return socket;
    }

    @Test
    void nothing_is_lost_when_every_process_is_killed_and_restarted() {
        try (HookReceiver receiver = HookReceiver.start();
                PostgresServerProcess postgres = PostgresServerProcess.started();
                RedisServerProcess redis = RedisServerProcess.started()) {
            Map<String, String> settings = new TreeMap<>(postgres.settings());
            settings.putAll(redis.settings());
            settings.putAll(receiver.settings("crm", "secret", "rooms", ROOM));
            settings.put("herald.presence.ttl", "3s");
            try (HeraldProcess one = HeraldProcess.start(settings)) {
                // The copies of memberships in Redis let a known user connect while PostgreSQL is away.
                open(one, "visitor").closeWith(1000);
                receiver.awaitTypes("crm", "visitor", "user.online", "user.offline");
                RawWebSocket socket = open(one, "writer");
                send(socket, 10);
                receiver.await("crm", "writer", "user.online");
                Await.until("the messages", () -> contents(receiver).size() == 10);
                postgres.kill();
                send(socket, 20);
                open(one, "visitor").closeWith(1000);
                Await.until(
                        "the visitor is gone",
                        () -> !socket.ask("room.members", "{\"room\":\"ops\"}", "r" + System.nanoTime())
                                .contains("visitor"));
                one.kill();
            }
            redis.kill();
            redis.start();
            postgres.start();
            try (HeraldProcess two = HeraldProcess.start(settings)) {
                send(open(two, "successor"), 5);
                List<Integer> all = IntStream.rangeClosed(1, sent).boxed().toList();
                Await.until("all messages", LONG, () -> contents(receiver).equals(all));
                Await.until(
                        "the writer is offline",
                        LONG,
                        () -> receiver.types("crm", "writer").contains("user.offline"));
                assertEquals(List.of("user.online", "user.offline"), receiver.types("crm", "writer"));
                assertEquals(
                        List.of("user.online", "user.offline", "user.online", "user.offline"),
                        receiver.types("crm", "visitor"));
            }
        }
    }

    /** Returns the contents of the messages, each id once, in the order of their arrival. */
    private static List<Integer> contents(HookReceiver receiver) {
        TreeSet<String> ids = new TreeSet<>();
        return receiver.received("crm").stream()
                .filter(event -> event.type().equals("message.sent"))
                .filter(event -> ids.add(event.id()))
                .map(HookOutageIT::content)
                .toList();
    }

    private static int content(Received event) {
        return event.data().path("envelope").path("data").path("content").asInt();
    }
}
