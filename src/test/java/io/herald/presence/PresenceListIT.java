package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SharedInstances;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Any instance lists the users, connections and rooms of all instances. */
class PresenceListIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private final String prefix = "lister-" + UUID.randomUUID() + "-";
    private final Api admin =
            new Api(INSTANCES.two().baseUri(), Tokens.of("root").groups("admin").sign());

    @Test
    void the_lists_contain_the_connections_of_all_instances_in_pages() {
        RawWebSocket first = INSTANCES.one().socket(token("a"));
        INSTANCES.two().socket(token("a"));
        SseClient stream = INSTANCES.one().stream(token("b"));
        RawWebSocket last = INSTANCES.two().socket(token("c"));
        String room = prefix + "room";
        for (RawWebSocket socket : List.of(first, last)) {
            assertTrue(
                    socket.ask("room.join", "{\"room\":\"" + room + "\"}", "j").contains("\"ack\""));
        }

        Await.until("all are listed", () -> list("connections", "").size() == 4);
        assertEquals(List.of("a", "b", "c"), names("user", list("users", "")));
        assertEquals(2, list("users", "").getJsonObject(0).getInteger("connections"));
        Await.until("the room has both", () -> list("rooms", "").encode().contains("\"users\":2"));
        assertEquals(List.of("room"), names("room", list("rooms", "")));

        JsonObject page = page("connections", "&limit=3");
        assertEquals(List.of("a", "a", "b"), names("user", page.getJsonArray("connections")));
        assertTrue(page.getJsonArray("connections")
                .getJsonObject(0)
                .getJsonArray("rooms")
                .contains(room));
        JsonObject rest = page("connections", "&limit=3&after=" + page.getString("next"));
        assertEquals(List.of("c"), names("user", rest.getJsonArray("connections")));
        assertFalse(rest.containsKey("next"), rest.encode());
        JsonObject users = page("users", "&limit=2");
        assertEquals(List.of("c"), names("user", list("users", "&after=" + users.getString("next"))));

        last.close();
        stream.close();
        Await.until(
                "those that left are gone",
                () -> names("user", list("users", "")).equals(List.of("a")));
        first.close();
        Await.until("an empty room is gone", () -> list("rooms", "").isEmpty());
    }

    @Test
    void only_administrators_list_others() {
        Api other = new Api(INSTANCES.one().baseUri(), token("a"));
        for (String list : List.of("users", "connections", "rooms")) {
            assertEquals(403, other.get("/api/v1/presence/" + list).statusCode(), list);
        }
        assertEquals(400, admin.get("/api/v1/presence/users?prefix=a%20b").statusCode());
        assertEquals(400, admin.get("/api/v1/presence/connections?after=alice").statusCode());
        assertEquals(400, admin.get("/api/v1/presence/rooms?limit=201").statusCode());
    }

    private String token(String user) {
        return Tokens.of(prefix + user)
                .herald(Map.of("join", List.of(prefix + "*")))
                .sign();
    }

    private JsonArray list(String list, String query) {
        return page(list, query).getJsonArray(list);
    }

    private JsonObject page(String list, String query) {
        return new JsonObject(admin.get("/api/v1/presence/" + list + "?prefix=" + prefix + query)
                .body());
    }

    private List<String> names(String member, JsonArray entries) {
        return entries.stream()
                .map(entry -> ((JsonObject) entry).getString(member).substring(prefix.length()))
                .toList();
    }
}
