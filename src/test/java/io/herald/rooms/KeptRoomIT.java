package io.herald.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A room that keeps its messages returns them after the log has lost them. */
class KeptRoomIT {

    private static final Pattern ID = Pattern.compile("\"id\":\"(\\d[^\"]+)\"");
    private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");

    private final String room = "kept-" + UUID.randomUUID();
    private final String alice = "alice-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();

    @Test
    void history_and_ownership_work_for_messages_beyond_the_log() {
        try (RedisServerProcess redis = RedisServerProcess.started();
                HeraldProcess herald = HeraldProcess.start(redis.settings())) {
            Api admin =
                    new Api(herald.baseUri(), Tokens.of("root").groups("admin").sign());
            assertEquals(
                    201,
                    admin.put("/api/v1/rooms/" + room, "{\"keep\":\"P30D\"}").statusCode());
            for (String user : List.of(alice, bob)) {
                assertEquals(
                        204,
                        admin.put("/api/v1/rooms/" + room + "/members/" + user, "")
                                .statusCode());
            }
            RawWebSocket aliceSocket =
                    RawWebSocket.open(herald.baseUri(), "", Tokens.of(alice).sign());
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                ids.add(acknowledgedId(aliceSocket, "message.send", "\"content\":\"text " + i + "\""));
            }
            acknowledgedId(aliceSocket, "message.edit", idField(ids.get(1)) + ",\"content\":\"first edit\"");
            acknowledgedId(aliceSocket, "message.edit", idField(ids.get(1)) + ",\"content\":\"edited\"");
            acknowledgedId(aliceSocket, "message.delete", idField(ids.get(2)));
            Await.until(
                    "the work queue is empty",
                    () -> "0".equals(String.valueOf(redis.execute("XLEN", "herald:{0}:work"))));
            redis.flush();

            Api reader = new Api(herald.baseUri(), Tokens.of(bob).sign());
            String newest = page(reader, "limit=2");
            assertEquals(List.of(ids.get(4), ids.get(3)), ids(newest));
            String middle = page(reader, "limit=2&before=" + next(newest));
            assertEquals(List.of(ids.get(2), ids.get(1)), ids(middle));
            assertTrue(middle.contains("\"content\":\"edited\""), middle);
            assertFalse(middle.contains("text"), middle);
            assertEquals(List.of(ids.get(0)), ids(page(reader, "limit=2&before=" + next(middle))));

            String sixth = acknowledgedId(aliceSocket, "message.send", "\"content\":\"after the flush\"");
            String forward = page(reader, "after=" + ids.get(1));
            assertEquals(List.of(ids.get(2), ids.get(3), ids.get(4), sixth), ids(forward));
            assertFalse(forward.contains("\"reset\""), forward);
            String fromBefore = page(reader, "after=1-0");
            assertTrue(fromBefore.contains("\"reset\":true"), fromBefore);

            RawWebSocket bobSocket =
                    RawWebSocket.open(herald.baseUri(), "", Tokens.of(bob).sign());
            String rejected = bobSocket.ask(
                    "message.edit",
                    "{\"room\":\"" + room + "\"," + idField(ids.get(0)) + ",\"content\":\"bob\"}",
                    UUID.randomUUID().toString());
            assertTrue(rejected.contains("forbidden"), rejected);
            acknowledgedId(aliceSocket, "message.edit", idField(ids.get(0)) + ",\"content\":\"alice\"");
            acknowledgedId(aliceSocket, "message.delete", idField(ids.get(3)));
            String edited = page(reader, "");
            assertTrue(edited.contains("\"content\":\"alice\""), edited);
            assertFalse(edited.contains("text 3"), edited);

            assertEquals(204, admin.delete("/api/v1/rooms/" + room).statusCode());
            assertFalse(
                    ids(page(admin, "")).contains(ids.get(0)),
                    "a room without a keep time returns only what the log holds");
        }
    }

    private String acknowledgedId(RawWebSocket socket, String command, String data) {
        String answer = socket.ask(
                command,
                "{\"room\":\"" + room + "\"," + data + "}",
                UUID.randomUUID().toString());
        assertTrue(answer.contains("\"ack\""), answer);
        return answer.replaceAll(".*\"data\":\\{\"id\":\"([^\"]+)\".*", "$1");
    }

    private static String idField(String id) {
        return "\"id\":\"" + id + "\"";
    }

    private String page(Api reader, String query) {
        HttpResponse<String> page = reader.get("/api/v1/channels/room:" + room + "/events?" + query);
        assertEquals(200, page.statusCode(), page.body());
        return page.body();
    }

    /** Returns the ids of the messages, without those of their revisions. */
    private static List<String> ids(String page) {
        List<String> ids = new ArrayList<>();
        for (String envelope : page.split("\\{\"cursor\":")) {
            Matcher id = ID.matcher(envelope);
            if (envelope.contains("\"event\":\"message\"") && id.find()) {
                ids.add(id.group(1));
            }
        }
        return ids;
    }

    private static String next(String page) {
        Matcher next = NEXT.matcher(page);
        assertTrue(next.find(), page);
        return next.group(1);
    }
}
