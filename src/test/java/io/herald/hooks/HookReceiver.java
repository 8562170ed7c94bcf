package io.herald.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.testing.Await;
import io.herald.testing.TestPushService;
import io.herald.testing.TestPushService.Push;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The receivers of hooks. The path of each is its name, as those of the endpoints of {@link TestPushService}. */
record HookReceiver(TestPushService server) implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    static HookReceiver start() {
        return new HookReceiver(TestPushService.start());
    }

    /** A request that has arrived. */
    record Received(String id, Map<String, String> headers, byte[] body) {

        JsonNode json() {
            return HookReceiver.json(new String(body, UTF_8));
        }

        String type() {
            return json().path("type").asText();
        }

        JsonNode data() {
            return json().path("data");
        }

        boolean isAbout(String userOrRoom) {
            return data().path("user").asText().equals(userOrRoom)
                    || data().path("room").asText().equals(userOrRoom);
        }
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

    List<Received> received(String hook) {
        return server.received(hook).stream().map(HookReceiver::received).toList();
    }

    private static Received received(Push request) {
        return new Received(request.headers().get("webhook-id"), request.headers(), request.body());
    }

    /** Returns the types of the events about a user or room, each id once, in the order of their first arrival. */
    List<String> types(String hook, String userOrRoom) {
        Set<String> ids = new TreeSet<>();
        List<String> types = new ArrayList<>();
        for (Received one : received(hook)) {
            if (one.isAbout(userOrRoom) && ids.add(one.id())) {
                types.add(one.type());
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
