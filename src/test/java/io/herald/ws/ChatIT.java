package io.herald.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Await;
import io.herald.testing.Frame;
import io.herald.testing.RawWebSocket;
import io.herald.testing.StandingInstances;
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

/** Fifty people chat over two instances while their connections are cut a hundred times in the middle of it. */
class ChatIT {

    @RegisterExtension
    static final StandingInstances INSTANCES = new StandingInstances();

    private static final int USERS = 50;
    private static final int MESSAGES = 20;
    private static final int CUTS = 100;
    private static final Pattern ID = Pattern.compile("^\\{\"cursor\":\"([^\"]+)\",\"id\":\"([^\"]+)\"");

    private final String room = "room-" + UUID.randomUUID();

    /** Somebody who comes back with their cursor, and repeats what was not acknowledged. */
    private final class Person {
        private final String name;
        private final List<URI> instances;
        private final Random random;
        private final Set<String> had = new LinkedHashSet<>();
        private final List<String> twice = new ArrayList<>();
        private final Set<String> acknowledged = new LinkedHashSet<>();
        private RawWebSocket socket;
        private String cursor = "";

        Person(int number, List<URI> instances) {
            this.name = "chatter-" + number + "-" + room;
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

        /** Cuts, takes what has come, and goes on elsewhere. */
        void cut() {
            socket.cut();
            Await.until("the end", socket::hasEnded);
            take();
            connect();
        }

        void take() {
            for (Frame frame : socket.events("message")) {
                Matcher matcher = ID.matcher(frame.text());
                assertTrue(matcher.find(), frame.text());
                cursor = matcher.group(1);
                if (!had.add(matcher.group(2))) {
                    twice.add(matcher.group(2));
                }
            }
        }

        void chat(int cuts) {
            Set<Integer> cutAt = new LinkedHashSet<>();
            while (cutAt.size() < cuts) {
                cutAt.add(random.nextInt(MESSAGES));
            }
            for (int i = 0; i < MESSAGES; i++) {
                say(i, cutAt.contains(i));
            }
        }

        private void say(int number, boolean cut) {
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
    void every_acknowledged_message_reaches_everyone_once_and_in_the_same_order() {
        List<URI> instances = List.of(INSTANCES.one().baseUri(), INSTANCES.two().baseUri());
        List<Person> people = IntStream.range(0, USERS)
                .mapToObj(number -> new Person(number, instances))
                .toList();
        people.stream()
                .map(person -> CompletableFuture.runAsync(() -> person.chat(CUTS / USERS)))
                .toList()
                .forEach(CompletableFuture::join);
        Set<String> acknowledged = new LinkedHashSet<>();
        people.forEach(person -> acknowledged.addAll(person.acknowledged));
        assertEquals(USERS * MESSAGES, acknowledged.size());
        for (Person person : people) {
            Await.until("all have come to " + person.name, Duration.ofSeconds(60), () -> {
                person.twice.clear();
                return person.socket.events("message").size() + person.had.size() >= acknowledged.size();
            });
            person.take();
            assertEquals(List.of(), person.twice);
            assertEquals(List.copyOf(people.get(0).had), List.copyOf(person.had));
        }
        assertEquals(acknowledged, people.get(0).had);
        people.forEach(person -> person.socket.close());
    }
}
