package io.herald.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Await;
import io.herald.testing.Frame;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SharedInstances;
import io.herald.testing.Tokens;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fifty users chat over two instances while their connections are cut a hundred times. */
class ChatIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static final int USERS = 50;
    private static final int MESSAGES = 20;
    private static final int CUTS = 100;
    private static final Pattern ID = Pattern.compile("^\\{\"cursor\":\"([^\"]+)\",\"id\":\"([^\"]+)\"");

    private final String room = "room-" + UUID.randomUUID();

    /** A user who reconnects with the last cursor and repeats unacknowledged messages. */
    private final class ChatUser {
        private final String name;
        private final List<URI> instances;
        private final Random random;
        private final Set<String> received = new LinkedHashSet<>();
        private final List<String> repeated = new ArrayList<>();
        private final Set<String> acknowledged = new LinkedHashSet<>();
        private RawWebSocket socket;
        private String cursor = "";

        ChatUser(int number, List<URI> instances) {
            this.name = "user-" + number + "-" + room;
            this.instances = instances;
            this.random = new Random(number);
            connect();
        }

        private void connect() {
            String token = Tokens.of(name).herald(Map.of("join", List.of(room))).sign();
            String query = "?room=" + room + (cursor.isEmpty() ? "" : "&lastEventId=" + cursor);
            socket = RawWebSocket.open(instances.get(random.nextInt(2)), query, token);
            String ready = socket.await("ready").text();
            assertTrue(ready.contains("\"recovered\":true"), ready);
            cursor = cursor.isEmpty() ? ready.replaceAll(".*\"cursor\":\"([^\"]+)\".*", "$1") : cursor;
        }

        /** Cuts the connection, collects the received messages, and resumes on any instance. */
        void cut() {
            socket.cut();
            Await.until("the connection ends", socket::hasEnded);
            collect();
            connect();
        }

        void collect() {
            for (Frame frame : socket.events("message")) {
                Matcher matcher = ID.matcher(frame.text());
                assertTrue(matcher.find(), frame.text());
                cursor = matcher.group(1);
                if (!received.add(matcher.group(2))) {
                    repeated.add(matcher.group(2));
                }
            }
        }

        void chat(int cuts) {
            Set<Integer> cutAt = new LinkedHashSet<>();
            while (cutAt.size() < cuts) {
                cutAt.add(random.nextInt(MESSAGES));
            }
            for (int i = 0; i < MESSAGES; i++) {
                send(i, cutAt.contains(i));
            }
        }

        private void send(int number, boolean cut) {
            String id = "m" + number;
            String data = "{\"room\":\"" + room + "\",\"content\":\"" + name + " " + number + "\"}";
            socket.command("message.send", data, id);
            if (cut) {
                cut();
                socket.command("message.send", data, id);
            }
            String ack = socket.answer(id);
            assertTrue(ack.contains("\"ack\""), ack);
            acknowledged.add(ack.replaceAll(".*\"data\":\\{\"id\":\"([^\"]+)\".*", "$1"));
        }
    }

    @Test
    void every_user_receives_each_acknowledged_message_once_and_in_the_same_order() {
        List<URI> instances = List.of(INSTANCES.one().baseUri(), INSTANCES.two().baseUri());
        List<ChatUser> users = IntStream.range(0, USERS)
                .mapToObj(number -> new ChatUser(number, instances))
                .toList();
        users.stream()
                .map(user -> CompletableFuture.runAsync(() -> user.chat(CUTS / USERS)))
                .toList()
                .forEach(CompletableFuture::join);
        Set<String> acknowledged = new LinkedHashSet<>();
        users.forEach(user -> acknowledged.addAll(user.acknowledged));
        assertEquals(USERS * MESSAGES, acknowledged.size());
        for (ChatUser user : users) {
            Await.until(user.name + " has received all messages", Duration.ofSeconds(60), () -> {
                user.repeated.clear();
                return user.socket.events("message").size() + user.received.size() >= acknowledged.size();
            });
            user.collect();
            assertEquals(List.of(), user.repeated);
            assertEquals(List.copyOf(users.get(0).received), List.copyOf(user.received));
        }
        assertEquals(acknowledged, users.get(0).received);
        users.forEach(user -> user.socket.close());
    }
}
