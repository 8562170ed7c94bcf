package io.herald.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.testing.Await;
import io.herald.testing.TestPushService;
import io.herald.testing.TestPushService.Push;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The receivers of hooks. The path of each is its name, as those of the endpoints of {@link TestPushService}. */
final class HookReceiver implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestPushService server = TestPushService.start();
    private final Map<String, List<Received>> byHook = new HashMap<>();
    private int parsed;

    static HookReceiver start() {
        return new HookReceiver();
    }

    /** A request that has arrived. */
    record Received(String id, Map<String, String> headers, byte[] body, JsonNode json) {

        static Received of(Push request) {
            return new Received(
                    request.headers().get("webhook-id"),
                    request.headers(),
                    request.body(),
                    HookReceiver.json(new String(request.body(), UTF_8)));
        }

        String type() {
            return json().path("type").asText();
        }

        JsonNode data() {
            return json().path("data");
        }

        /** Returns the user or room that the event is about. */
        String subject() {
            return data().path(data().has("user") ? "user" : "room").asText();
        }

        boolean isAbout(String userOrRoom) {
            return data().path("user").asText().equals(userOrRoom)
                    || data().path("room").asText().equals(userOrRoom);
        }
    }

    TestPushService server() {
        return server;
    }

    Map<String, String> settings(String hook, String secret, String... more) {
        String prefix = "herald.hooks." + hook;
        Map<String, String> settings = new TreeMap<>();
        settings.put(prefix + ".url", server.endpoint(hook));
        settings.put(prefix + ".secret", secret);
        settings.put(prefix + ".events", "*");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(prefix + "." + more[i], more[i + 1]);
        }
        return settings;
    }

    /** Returns what a hook has received, in the order of arrival. Parses each request once. */
    synchronized List<Received> received(String hook) {
        List<Push> all = server.received();
        for (Push request : all.subList(parsed, all.size())) {
            // Pushes arrive at the same server.
            if (request.headers().containsKey("webhook-id")) {
                byHook.computeIfAbsent(request.endpoint(), first -> new ArrayList<>())
                        .add(Received.of(request));
            }
        }
        parsed = all.size();
        return List.copyOf(byHook.getOrDefault(hook, List.of()));
    }

    /** Returns the types of the events about a user or room, each id once, in the order of their first arrival. */
    List<String> types(String hook, String userOrRoom) {
        return typesBySubject(hook).getOrDefault(userOrRoom, List.of());
    }

    /** Returns the same for all users and rooms. */
    Map<String, List<String>> typesBySubject(String hook) {
        Set<String> ids = new HashSet<>();
        Map<String, List<String>> types = new HashMap<>();
        for (Received one : received(hook)) {
            if (ids.add(one.id())) {
                types.computeIfAbsent(one.subject(), first -> new ArrayList<>()).add(one.type());
            }
        }
        return types;
    }

    void awaitTypes(String hook, String userOrRoom, String... types) {
        Await.until(
                hook + " has " + List.of(types) + " of " + userOrRoom + " and not " + types(hook, userOrRoom),
                () -> types(hook, userOrRoom).equals(List.of(types)));
    }

    Received await(String hook, String userOrRoom, String type) {
        Await.until(
                hook + " has " + type + " of " + userOrRoom,
                () -> types(hook, userOrRoom).contains(type));
        return received(hook).stream()
                .filter(one -> one.isAbout(userOrRoom) && one.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
