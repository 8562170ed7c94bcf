package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Presence in rooms of several partitions, and in rooms with more users than are announced. */
class LargeRoomPresenceIT {

    private static final int ROOMS = 12;
    private static final int ANNOUNCE_MAX = 3;
    private static final Pattern ROOM_AND_USER =
            Pattern.compile("\"channel\":\"room:([^\"]+)\".*\"data\":\\{\"user\":\"([^\"]+)\"");

    private static RedisServerProcess redis;
    private static HeraldProcess one;

    private final String name = "crowd-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        redis = RedisServerProcess.started();
        one = HeraldProcess.start(settings());
    }

    @AfterAll
    static void stop() {
        one.close();
        redis.close();
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(redis.settings());
        settings.put("herald.log.partitions", "4");
        settings.put("herald.presence.ttl", "3s");
        settings.put("herald.presence.announce-max", Integer.toString(ANNOUNCE_MAX));
        return settings;
    }

    private static RawWebSocket join(HeraldProcess instance, String user, List<String> rooms) {
        String token = Tokens.of(user).herald(Map.of("join", rooms)).sign();
        RawWebSocket socket = RawWebSocket.open(instance.baseUri(), "?room=" + String.join("&room=", rooms), token);
        socket.await("ready");
        return socket;
    }

    /** Returns the room and user of each received event, sorted. */
    private static List<String> roomsAndUsers(RawWebSocket observer, String event) {
        return observer.events(event).stream()
                .map(frame -> ROOM_AND_USER.matcher(frame.text()))
                .filter(Matcher::find)
                .map(found -> found.group(1) + " " + found.group(2))
                .sorted()
                .toList();
    }

    @Test
    void above_the_announce_limit_only_the_count_of_users_is_updated() {
        List<String> room = List.of(name);
        RawWebSocket observer = join(one, "observer", room);
        List<RawWebSocket> users = IntStream.rangeClosed(1, 5)
                .mapToObj(n -> {
                    RawWebSocket socket = join(one, "user-" + n, room);
                    awaitCount(n + 1);
                    return socket;
                })
                .toList();
        users.get(0).ask("presence.update", "{\"state\":{\"mood\":\"first\"}}", "state");
        for (int n = 5; n > 1; n--) {
            users.get(n - 1).closeWith(1000);
            awaitCount(n);
        }
        users.get(0).ask("presence.update", "{\"state\":{\"mood\":\"second\"}}", "state");
        assertTrue(observer.await("presence.updated").text().contains("second"), observer.toString());
        assertEquals(List.of(name + " user-1", name + " user-2"), roomsAndUsers(observer, "presence.joined"));
        assertEquals(List.of(name + " user-2"), roomsAndUsers(observer, "presence.left"));
        assertEquals(1, observer.events("presence.updated").size());
    }

    private void awaitCount(int count) {
        Api api = new Api(
                one.baseUri(),
                Tokens.of("reader").herald(Map.of("join", List.of(name))).sign());
        Await.until(
                count + " users are present",
                () -> api.get("/api/v1/rooms/" + name + "/presence").body().endsWith("\"count\":" + count + "}"));
    }

    @Test
    void join_and_departure_of_a_user_are_announced_once_in_each_room_of_every_partition() {
        List<String> rooms = IntStream.range(0, ROOMS)
                .mapToObj(n -> name + "-" + (char) ('a' + n))
                .toList();
        RawWebSocket observer = join(one, "observer", rooms);
        try (HeraldProcess other = HeraldProcess.start(settings())) {
            join(other, "user", rooms);
            observer.awaitCount("presence.joined", ROOMS);
            assertTrue(partitions(observer, rooms).size() > 1, "all rooms are in the same partition");
            Api admin = new Api(one.baseUri(), Tokens.of("root").groups("admin").sign());
            String presence = admin.get("/api/v1/users/user/presence").body();
            rooms.forEach(room -> assertTrue(presence.contains("\"" + room + "\""), presence));
            other.kill();
            Await.until(
                    "the user has left all rooms",
                    Duration.ofSeconds(30),
                    () -> observer.events("presence.left").size() >= ROOMS);
            RawWebSocket last = join(one, "last", rooms);
            observer.awaitCount("presence.joined", 2 * ROOMS);
            last.closeWith(1000);
            observer.awaitCount("presence.left", 2 * ROOMS);
            List<String> expected = rooms.stream().map(room -> room + " user").toList();
            assertEquals(expected, ofUser("user", roomsAndUsers(observer, "presence.joined")));
            assertEquals(expected, ofUser("user", roomsAndUsers(observer, "presence.left")));
        }
    }

    private static List<String> ofUser(String user, List<String> roomsAndUsers) {
        return roomsAndUsers.stream()
                .filter(entry -> entry.endsWith(" " + user))
                .toList();
    }

    /** Sends an event to each room. Its id starts with the partition of the room. */
    private static Set<String> partitions(RawWebSocket socket, List<String> rooms) {
        return rooms.stream()
                .map(room -> socket.ask("event.send", "{\"room\":\"" + room + "\",\"event\":\"x\",\"data\":1}", room))
                .map(ack -> ack.replaceAll(".*\"data\":\\{\"id\":\"(\\d+)\\..*", "$1"))
                .collect(Collectors.toSet());
    }
}
