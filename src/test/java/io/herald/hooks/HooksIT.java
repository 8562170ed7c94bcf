package io.herald.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.hooks.HookReceiver.Received;
import io.herald.push.Database;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PushReceiver;
import io.herald.testing.RawWebSocket;
import io.herald.testing.TestPushService;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hooks receive what happens, in order per user and room, whatever other hooks and instances do. One receiver accepts all events, one
 * refuses them at first, one never answers.
 */
class HooksIT {

    private static final String FIRST_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String SECOND_SECRET = "whsec_C2FVsBQIhrscChlQIMVb5sSYspob7oD7";
    private static final String PYTHON = System.getenv("HERALD_CROSSCHECK");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int USERS = 100;

    private static HookReceiver receiver;
    private static Map<String, String> settings;
    private static HeraldProcess one;
    private static HeraldProcess two;

    private final String name = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        receiver = HookReceiver.start();
        receiver.server().behave("down", TestPushService.answer(500));
        receiver.server().behave("hangs", TestPushService.hang());
        settings = new TreeMap<>(Database.create().settings());
        settings.putAll(receiver.settings("all", FIRST_SECRET + "," + SECOND_SECRET, "rooms", "team-*"));
        settings.putAll(receiver.settings("down", FIRST_SECRET, "events", "user.online,user.offline"));
        settings.putAll(receiver.settings("hangs", FIRST_SECRET, "events", "user.online,user.offline"));
        settings.putAll(receiver.settings("paused", FIRST_SECRET, "events", "user.online"));
        settings.putAll(receiver.server().settings());
        settings.put("herald.drain.window", "2s");
        settings.put("herald.presence.ttl", "3s");
        one = HeraldProcess.start(settings);
        two = HeraldProcess.start(settings);
        one.awaitSchema();
        Await.until(
                "the hooks are registered",
                () -> HookReceiver.json(admin(one).get("/api/v1/hooks").body())
                                .path("hooks")
                                .size()
                        == 4);
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
        receiver.close();
    }

    private static Api admin(HeraldProcess instance) {
        return new Api(instance.baseUri(), Tokens.of("root").groups("admin").sign());
    }

    private static RawWebSocket open(HeraldProcess instance, String user, String room) {
        String token = Tokens.of(user)
                .herald(Map.of("join", List.of(room), "send", List.of(room)))
                .sign();
        RawWebSocket socket = RawWebSocket.open(instance.baseUri(), "?room=" + room, token);
        socket.await("ready");
        return socket;
    }

    private List<String> users(String prefix) {
        return IntStream.range(0, USERS).mapToObj(i -> prefix + i + "-" + name).toList();
    }

    @Test
    void users_and_rooms_come_and_go() {
        String user = "user-" + name;
        String room = "room-" + name;
        RawWebSocket tab = open(one, user, room);
        Received online = receiver.await("all", user, "user.online");
        assertEquals("{\"user\":\"" + user + "\"}", online.data().toString());
        assertTrue(online.json().path("timestamp").asText().matches("....-..-..T..:..:..[.]...Z"));
        receiver.awaitTypes("all", room, "room.occupied");
        RawWebSocket otherTab = open(two, user, room);
        tab.closeWith(1000);
        otherTab.ask("room.leave", "{\"room\":\"" + room + "\"}", "l");
        receiver.awaitTypes("all", room, "room.occupied", "room.vacated");
        receiver.awaitTypes("all", user, "user.online");
        otherTab.closeWith(1000);
        receiver.awaitTypes("all", user, "user.online", "user.offline");
    }

    @Test
    void flapping_users_are_online_once_and_other_hooks_do_not_delay_the_events_of_one() {
        List<String> users = users("flapping-");
        List<RawWebSocket> sockets = new ArrayList<>();
        users.forEach(user -> sockets.add(open(one, user, name)));
        for (int i = 0; i < USERS; i++) {
            sockets.get(i).cut();
            sockets.set(i, open(i % 2 == 0 ? one : two, users.get(i), name));
        }
        sockets.forEach(socket -> socket.closeWith(1000));
        users.forEach(user -> receiver.awaitTypes("all", user, "user.online", "user.offline"));
        assertTrue(receiver.received("hangs").size() < USERS, "calls of a receiver that never answers");
        receiver.server().behave("down", TestPushService.answer(204));
        Await.until(
                "the receiver that was down has all events in order",
                LONG,
                () -> users.stream()
                        .allMatch(user -> receiver.types("down", user).equals(List.of("user.online", "user.offline"))));
    }

    @Test
    void the_users_of_a_killed_instance_are_offline_once() {
        List<String> users = users("killed-").subList(0, 20);
        try (HeraldProcess three = HeraldProcess.start(settings)) {
            users.forEach(user -> open(three, user, name));
            users.forEach(user -> receiver.await("all", user, "user.online"));
            open(one, users.get(0), name);
            three.kill();
            users.subList(1, users.size())
                    .forEach(user -> Await.until(
                            user + " is offline",
                            LONG,
                            () -> receiver.types("all", user).contains("user.offline")));
        }
        users.subList(1, users.size())
                .forEach(user -> assertEquals(List.of("user.online", "user.offline"), receiver.types("all", user)));
        assertEquals(List.of("user.online"), receiver.types("all", users.get(0)), "connected to another instance");
    }

    @Test
    void what_users_do_with_notifications_is_sent_in_their_order() {
        String user = "reader-" + name;
        Api reader = new Api(two.baseUri(), Tokens.of(user).sign());
        String first = publish(user);
        String second = publish(user);
        assertEquals(200, reader.post("/api/v1/inbox/" + second + "/read", "").statusCode());
        assertEquals(
                200, reader.post("/api/v1/inbox/" + second + "/archive", "").statusCode());
        assertEquals(200, reader.post("/api/v1/inbox/read", "").statusCode());
        Await.until("three events", () -> receiver.types("all", user).size() == 3);
        List<Received> events = receiver.received("all").stream()
                .filter(event -> event.isAbout(user))
                .toList();
        assertEquals(
                List.of("notification.read " + second, "notification.archived " + second, "notification.read " + first),
                events.stream()
                        .map(event ->
                                event.type() + " " + event.data().path("id").asText())
                        .toList());
    }

    private static String publish(String user) {
        HttpResponse<String> accepted =
                new Api(one.baseUri(), Tokens.publisher("billing")).notify(user, "Something to read");
        assertEquals(202, accepted.statusCode());
        return HookReceiver.json(accepted.body()).path("id").asText();
    }

    @Test
    void a_subscription_that_is_gone_and_the_push_that_failed_are_sent() {
        String user = "pushed-" + name;
        receiver.server().behave("gone", TestPushService.answer(410));
        HttpResponse<String> subscribed = new Api(one.baseUri(), Tokens.of(user).sign())
                .put(
                        "/api/v1/push/subscriptions",
                        new PushReceiver().toJson(receiver.server().endpoint("gone")));
        String subscription = HookReceiver.json(subscribed.body()).path("id").asText();
        String notification = publish(user);
        JsonNode gone = receiver.await("all", user, "push.gone").data();
        assertEquals(subscription, gone.path("subscription").asText());
        assertEquals(
                "{\"id\":\"" + notification + "\",\"user\":\"" + user + "\",\"reason\":\"push.gone\"}",
                receiver.await("all", user, "notification.failed").data().toString());
    }

    @Test
    void messages_of_listed_rooms_are_sent_in_order() {
        String room = "team-" + name;
        RawWebSocket socket = open(one, "writer-" + name, room);
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
        open(one, "writer-" + name, other).ask("message.send", "{\"room\":\"" + other + "\",\"content\":1}", "m");
        receiver.awaitTypes("all", other, "room.occupied");
    }

    private static List<Received> messages(String room) {
        return receiver.received("all").stream()
                .filter(event -> event.isAbout(room) && event.type().equals("message.sent"))
                .toList();
    }

    @Test
    void administrators_read_the_events_and_send_them_again_with_the_same_ids() {
        String user = "replayed-" + name;
        open(one, user, name).closeWith(1000);
        receiver.awaitTypes("all", user, "user.online", "user.offline");
        List<Received> first = of(user);
        Await.until(
                "the deliveries are recorded",
                () -> kept("all", first.get(1).id(), user)
                        .path("state")
                        .asText()
                        .equals("delivered"));
        String page = admin(two)
                .get("/api/v1/hooks/all/events?limit=1&after=" + first.get(0).id())
                .body();
        assertNotEquals(
                "", HookReceiver.json(page).path("events").path(0).path("id").asText());
        HttpResponse<String> replay = admin(two)
                .post("/api/v1/hooks/all/replay", "{\"after\":\"" + first.get(0).id() + "\"}");
        assertEquals(202, replay.statusCode(), replay.body());
        Await.until("the event is sent again", () -> of(user).size() == 3);
        assertEquals(first.get(1).id(), of(user).get(2).id());
        assertEquals(first.get(1).json(), of(user).get(2).json());
    }

    private static List<Received> of(String user) {
        return receiver.received("all").stream()
                .filter(event -> event.isAbout(user))
                .toList();
    }

    /** Returns an event as the API shows it. */
    private static JsonNode kept(String hook, String id, String user) {
        String after = "0-0";
        while (true) {
            JsonNode page = HookReceiver.json(admin(one)
                    .get("/api/v1/hooks/" + hook + "/events?limit=200&after=" + after)
                    .body());
            for (JsonNode event : page.path("events")) {
                if (event.path("id").asText().equals(id)) {
                    assertEquals(user, event.path("data").path("user").asText());
                    return event;
                }
            }
            if (!page.has("next")) {
                throw new AssertionError("no event " + id + " after " + after);
            }
            after = page.path("next").asText();
        }
    }

    @Test
    void other_callers_and_other_names_are_refused() {
        Api publisher = new Api(one.baseUri(), Tokens.publisher("billing"));
        assertEquals(403, publisher.get("/api/v1/hooks").statusCode());
        assertEquals(403, publisher.get("/api/v1/hooks/all/events").statusCode());
        assertEquals(
                403,
                publisher
                        .post("/api/v1/hooks/all/replay", "{\"after\":\"0-0\"}")
                        .statusCode());
        assertEquals(403, publisher.post("/api/v1/hooks/all/enable", "").statusCode());
        assertEquals(404, admin(one).get("/api/v1/hooks/none/events").statusCode());
        assertEquals(
                400, admin(one).get("/api/v1/hooks/all/events?after=x&limit=0").statusCode());
        assertEquals(400, admin(one).post("/api/v1/hooks/all/replay", "{}").statusCode());
    }

    @Test
    void a_disabled_hook_receives_its_events_when_it_is_enabled() {
        new Database(settings).run("UPDATE hook SET disabled_at = now() WHERE name = 'paused'");
        for (HeraldProcess instance : List.of(one, two)) {
            Await.until("it is disabled", () -> admin(instance).metric("herald_hooks_disabled{hook=\"paused\"}") == 1);
        }
        assertTrue(admin(one).get("/q/health/ready").body().contains("degraded: disabled"));
        String user = "paused-" + name;
        open(one, user, name);
        receiver.await("all", user, "user.online");
        assertEquals(List.of(), receiver.types("paused", user));
        assertEquals(204, admin(one).post("/api/v1/hooks/paused/enable", "").statusCode());
        receiver.await("paused", user, "user.online");
    }

    @Test
    void the_documented_metrics_are_those_that_the_service_exposes() throws IOException {
        Pattern row = Pattern.compile("^\\| `(herald_hooks_[a-z_]+?)(?:_total)?` \\| (\\w+)", Pattern.MULTILINE);
        Pattern type = Pattern.compile("^# TYPE (herald_hooks_[a-z_]+?)(?:_total)? (\\w+)$", Pattern.MULTILINE);
        String exposed = admin(one).get("/q/metrics").body();
        assertEquals(found(row, Files.readString(Path.of("docs", "metrics.md"))), found(type, exposed));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1) + " " + found.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The receiver replaces its secret between the first and the last request. */
    @Test
    void another_implementation_verifies_every_request_with_both_secrets(@TempDir Path directory) throws Exception {
        if (PYTHON == null) {
            System.err.println("SKIPPED: HERALD_CROSSCHECK names no Python; crosscheck/install installs one.");
        }
        Assumptions.assumeTrue(PYTHON != null, "no standardwebhooks");
        String user = "verified-" + name;
        open(one, user, "team-" + name)
                .ask("message.send", "{\"room\":\"team-" + name + "\",\"content\":\"Grüße\"}", "m");
        receiver.await("all", user, "user.online");
        Await.until("the message", () -> messages("team-" + name).size() == 1);
        List<Received> requests = receiver.received("all");
        List<String> lines = new ArrayList<>();
        for (Received request : requests) {
            lines.add(line(request, FIRST_SECRET));
            lines.add(line(request, SECOND_SECRET));
        }
        assertEquals(List.of("valid"), List.copyOf(new TreeSet<>(verify(lines, directory))));
        String wrong = line(requests.get(0), "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        assertEquals(List.of("No matching signature found"), verify(List.of(wrong), directory));
    }

    private static String line(Received request, String secret) throws IOException {
        return new ObjectMapper()
                .writeValueAsString(Map.of(
                        "secret", secret, "headers", request.headers(), "body", new String(request.body(), UTF_8)));
    }

    private static List<String> verify(List<String> requests, Path directory) throws Exception {
        Path input = Files.write(directory.resolve("input"), requests);
        Path output = directory.resolve("output");
        Process python = new ProcessBuilder(PYTHON, "crosscheck/verify.py")
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertTrue(python.waitFor(1, TimeUnit.MINUTES));
        return Files.readAllLines(output);
    }
}
