package io.herald.presence;

import io.herald.event.Envelope;
import io.herald.json.JsonFields;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Answers presence queries of REST and WebSocket as JSON. Never blocks. Fails with a 503 problem while Redis is unavailable. */
@ApplicationScoped
public class PresenceQueries {

    /** Fields of the hash of a room that are neither a user nor the connections of a user: see the head of presence.lua. */
    private static final String USER_COUNT = "#";

    private static final String INSTANCE_COUNT_PREFIX = "# ";

    private final PresenceStore store;
    private final ConnectionStore connections;

    PresenceQueries(PresenceStore store, ConnectionStore connections) {
        this.store = store;
        this.connections = connections;
    }

    /** Returns the users of a room: {@code {"users":[…],"count":n}}. */
    public Uni<RawJson> presenceOfRoom(String room) {
        return Uni.combine()
                .all()
                .unis(store.readRoom(room), store.states(room))
                .with(PresenceQueries::toJson);
    }

    /** Returns whether any user follows the room, on any instance. */
    public Uni<Boolean> isAnyoneIn(String room) {
        return store.count(room).map(users -> users > 0);
    }

    private static RawJson toJson(Map<String, String> entries, Map<String, String> states) {
        Map<String, Integer> connections = new HashMap<>();
        Map<String, Long> since = new TreeMap<>();
        entries.forEach((field, value) -> {
            int space = field.indexOf(' ');
            if (space < 0 && !field.equals(USER_COUNT)) {
                since.put(field, Long.parseLong(value));
            } else if (space > 0 && !field.startsWith(INSTANCE_COUNT_PREFIX)) {
                connections.merge(field.substring(0, space), Math.max(0, Integer.parseInt(value)), Integer::sum);
            }
        });
        JsonWriter json = new JsonWriter().object().name("users").array();
        since.forEach((user, at) -> json.object()
                .field("user", user)
                .field("since", Envelope.time(Instant.ofEpochMilli(at)))
                .field("connections", connections.getOrDefault(user, 0))
                .field("state", parse(states.getOrDefault(user, "{}")))
                .endObject());
        return json.endArray().field("count", since.size()).endObject().raw();
    }

    private static RawJson parse(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return StrictJson.trusted(bytes, 0, bytes.length);
    }

    /** Replaces the state of a user in those of the rooms in which the user is present. */
    public Uni<Void> update(String user, Collection<String> rooms, RawJson state) {
        return store.replaceState(rooms, user, state);
    }

    /** Returns the connections of a user: {@code {"connections":[…],"count":n}}. */
    public Uni<RawJson> connectionsOf(String user) {
        return connections(user).map(found -> {
            JsonWriter json = new JsonWriter().object().name("connections").array();
            found.forEach(json::value);
            return json.endArray().field("count", found.size()).endObject().raw();
        });
    }

    /** Returns the presence of a user: {@code {"user":…,"online":…,"connections":n,"rooms":[…]}}. */
    public Uni<RawJson> presenceOfUser(String user) {
        return connections(user).map(found -> {
            TreeSet<String> rooms = new TreeSet<>();
            found.forEach(connection -> rooms.addAll(roomsOf(connection)));
            JsonWriter json = new JsonWriter()
                    .object()
                    .field("user", user)
                    .field("online", !found.isEmpty())
                    .field("connections", found.size())
                    .name("rooms")
                    .array();
            rooms.forEach(json::value);
            return json.endArray().endObject().raw();
        });
    }

    private Uni<List<RawJson>> connections(String user) {
        return connections
                .connectionsOf(user)
                .map(found -> found.stream().map(PresenceQueries::parse).toList());
    }

    private static List<String> roomsOf(RawJson connection) {
        return JsonFields.of(connection).list("rooms", Integer.MAX_VALUE, Function.identity());
    }
}
