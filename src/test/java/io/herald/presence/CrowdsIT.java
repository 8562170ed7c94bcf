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

/** Rooms that are in several partitions, and rooms with more people than anybody wants to hear of. */
class CrowdsIT {

    private static final int ROOMS = 12;
    private static final int MOST = 3;
    private static final Pattern ABOUT =
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
        settings.put("herald.presence.announce-max", Integer.toString(MOST));
        return settings;
    }

    private static RawWebSocket in(HeraldProcess instance, String user, List<String> rooms) {
        String token = Tokens.of(user).herald(Map.of("join", rooms)).sign();
        RawWebSocket socket = RawWebSocket.open(instance.baseUri(), "?room=" + String.join("&room=", rooms), token);
        socket.await("ready");
        return socket;
    }

    /** Users by room, as they were told of; in the order of the rooms' names. */
    private static List<String> told(RawWebSocket witness, String event) {
        return witness.events(event).stream()
                .map(frame -> ABOUT.matcher(frame.text()))
                .filter(Matcher::find)
                .map(found -> found.group(1) + " " + found.group(2))
                .sorted()
                .toList();
    }

    @Test
    void above_the_most_that_are_announced_only_their_number_is_kept_up() {
        List<String> room = List.of(name);
        RawWebSocket witness = in(one, "witness", room);
        List<RawWebSocket> users = IntStream.rangeClosed(1, 5)
                .mapToObj(n -> {
                    RawWebSocket socket = in(one, "user-" + n, room);
                    awaitCount(n + 1);
                    return socket;
                })
                .toList();
        users.get(0).ask("presence.update", "{\"state\":{\"lost\":\"in the crowd\"}}", "state");
        for (int n = 5; n > 1; n--) {
            users.get(n - 1).closeWith(1000);
            awaitCount(n);
        }
        users.get(0).ask("presence.update", "{\"state\":{\"seen\":\"again\"}}", "state");
        assertTrue(witness.await("presence.updated").text().contains("again"), witness.toString());
        assertEquals(List.of(name + " user-1", name + " user-2"), told(witness, "presence.joined"));
        assertEquals(List.of(name + " user-2"), told(witness, "presence.left"));
        assertEquals(1, witness.events("presence.updated").size());
    }

    private void awaitCount(int count) {
        Api api = new Api(
                one.baseUri(),
                Tokens.of("looker").herald(Map.of("join", List.of(name))).sign());
        Await.until(
                count + " are there",
                () -> api.get("/api/v1/rooms/" + name + "/presence").body().endsWith("\"count\":" + count + "}"));
    }

    @Test
    void who_is_in_rooms_of_every_partition_is_told_and_gone_with_their_instance_once_in_each() {
        List<String> rooms = IntStream.range(0, ROOMS)
                .mapToObj(n -> name + "-" + (char) ('a' + n))
                .toList();
        RawWebSocket witness = in(one, "witness", rooms);
        try (HeraldProcess other = HeraldProcess.start(settings())) {
            in(other, "ghost", rooms);
            witness.awaitCount("presence.joined", ROOMS);
            assertTrue(partitions(witness, rooms).size() > 1, "all rooms are in the same one");
            Api admin = new Api(one.baseUri(), Tokens.of("root").groups("admin").sign());
            String presence = admin.get("/api/v1/users/ghost/presence").body();
            rooms.forEach(room -> assertTrue(presence.contains("\"" + room + "\""), presence));
            other.kill();
            Await.until(
                    "gone from all",
                    Duration.ofSeconds(30),
                    () -> witness.events("presence.left").size() >= ROOMS);
            RawWebSocket last = in(one, "last", rooms);
            witness.awaitCount("presence.joined", 2 * ROOMS);
            last.closeWith(1000);
            witness.awaitCount("presence.left", 2 * ROOMS);
            List<String> ghost = rooms.stream().map(room -> room + " ghost").toList();
            assertEquals(ghost, of("ghost", told(witness, "presence.joined")));
            assertEquals(ghost, of("ghost", told(witness, "presence.left")));
        }
    }

    private static List<String> of(String user, List<String> told) {
        return told.stream().filter(each -> each.endsWith(" " + user)).toList();
    }

    /** What is said to a room has an id that begins with its partition. */
    private static Set<String> partitions(RawWebSocket socket, List<String> rooms) {
        return rooms.stream()
                .map(room -> socket.ask("event.send", "{\"room\":\"" + room + "\",\"event\":\"x\",\"data\":1}", room))
                .map(ack -> ack.replaceAll(".*\"data\":\\{\"id\":\"(\\d+)\\..*", "$1"))
                .collect(Collectors.toSet());
    }
}
