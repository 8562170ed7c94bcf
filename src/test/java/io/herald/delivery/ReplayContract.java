package io.herald.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Frame;
import io.herald.testing.RawWebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a client that resumes receives, and what it does not. */
abstract class ReplayContract extends DeliveryContract {

    private static final int EVENTS = 30;

    @TestFactory
    Stream<DynamicTest> a_resume_replays_everything_once_and_in_order_and_continues_live_on_either_instance() {
        String cursor = endOfLog();
        List<String> published = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            published.add(publishNumber(i));
        }
        return overEachTransport(transport -> {
            StreamingClient first = connect(transport, here(), ConnectRequest.after(cursor, room, otherRoom));
            assertTrue(first.isRecovered());
            List<String> received = new ArrayList<>(contentsUpTo(first, published.get(EVENTS / 3)));
            first.close();
            StreamingClient second = connect(transport, there(), ConnectRequest.after(first.cursor(), room, otherRoom));
            assertTrue(second.isRecovered());
            published.add(publishNumber(published.size()));
            received.addAll(contentsUpTo(second, published.get(published.size() - 1)));
            assertEquals(published, received);
            assertEquals(List.of(), second.resets());
        });
    }

    /** Publishes to the channels in turn. */
    private String publishNumber(int number) {
        String content = "event " + number;
        switch (number % 3) {
            case 0 -> notifyUser(content, "");
            case 1 -> sendMessage(content);
            default -> publish("room:" + otherRoom, "tick", content, "");
        }
        return content;
    }

    @TestFactory
    Stream<DynamicTest> withdrawn_and_expired_notifications_are_not_replayed() {
        String cursor = endOfLog();
        notifyUser("expired", ",\"ttl\":\"PT1S\"");
        accepted(204, publisher().delete("/api/v1/notifications/" + notifyUser("withdrawn", "")));
        notifyUser("valid", "");
        Await.until("it has expired", () -> inbox().contains("valid") && !inbox().contains("expired"));
        return overEachTransport(transport -> {
            StreamingClient client = connect(transport, there(), ConnectRequest.after(cursor));
            assertTrue(client.isRecovered());
            assertEquals(
                    List.of("valid"),
                    contentsUpTo(client, "valid").stream()
                            .filter(content -> !content.equals("notification.withdrawn"))
                            .toList());
        });
    }

    private String inbox() {
        return member().get("/api/v1/inbox").body();
    }

    @TestFactory
    Stream<DynamicTest> a_replayed_message_has_its_last_revision() {
        String cursor = endOfLog();
        reviseMessages();
        return overEachTransport(transport -> {
            StreamingClient client = connect(transport, there(), ConnectRequest.after(cursor, room));
            assertTrue(client.isRecovered());
            List<ReceivedEnvelope> replayed = upTo(client, "last");
            assertEquals(
                    List.of("final", "no content", "last"),
                    replayed.stream()
                            .filter(envelope -> envelope.text("event").equals("message"))
                            .map(envelope -> envelope.data().path("content").asText("no content"))
                            .toList());
            assertRevised(replayed.toString());
        });
    }

    @Test
    void a_join_and_a_page_of_the_history_have_the_last_revision() {
        String cursor = endOfLog();
        reviseMessages();
        Api reader = new Api(there().baseUri(), token);
        String history = "/api/v1/channels/room:" + room + "/events";
        assertRevised(reader.get(history).body());
        assertRevised(reader.get(history + "?after=" + cursor).body());
        try (RawWebSocket socket = there().socket(token)) {
            socket.ask("room.join", "{\"room\":\"" + room + "\",\"cursor\":\"" + cursor + "\"}", "join");
            assertRevised(socket.frames().stream().map(Frame::text).toList().toString());
        }
    }

    private void reviseMessages() {
        String messages = "/api/v1/rooms/" + room + "/messages/";
        String edited = sendMessage("draft");
        String deleted = sendMessage("secret");
        accepted(202, member().put(messages + deleted, "{\"content\":\"edited secret\"}"));
        accepted(202, member().put(messages + edited, "{\"content\":\"final\"}"));
        accepted(202, member().delete(messages + deleted));
        sendMessage("last");
    }

    /** An edit of a deleted message has no content either. */
    private static void assertRevised(String read) {
        assertTrue(read.contains("final") && read.contains("last"), read);
        assertFalse(read.contains("draft") || read.contains("secret"), read);
    }

    @TestFactory
    Stream<DynamicTest> muted_categories_are_neither_delivered_nor_replayed() {
        accepted(200, member().put("/api/v1/inbox/preferences", "{\"categories\":{\"ads\":\"mute\"}}"));
        String cursor = endOfLog();
        List<StreamingClient> live = connectEach(token, ConnectRequest.fromNow(room));
        String ads = ",\"category\":\"ads\"";
        notifyUser("muted for the user", ads);
        notifyTarget("{\"room\":\"" + room + "\"}", "muted for the room", ads);
        notifyTarget("{\"everyone\":true}", "muted for everyone " + run, ads);
        notifyUser("critical", ads + ",\"critical\":true");
        notifyUser("wanted", "");
        return overEach(live, client -> {
            assertEquals(List.of("critical", "wanted"), contentsUpTo(client, "wanted"));
            StreamingClient resumed = connect(client.transport(), there(), ConnectRequest.after(cursor, room));
            assertEquals(List.of("critical", "wanted"), contentsUpTo(resumed, "wanted"));
        });
    }

    @TestFactory
    Stream<DynamicTest> an_ephemeral_event_is_never_replayed() {
        String cursor = endOfLog();
        publish("room:" + room, "tick", "ephemeral", ",\"ephemeral\":true");
        publish("room:" + room, "tick", "durable", "");
        return overEachTransport(transport -> {
            StreamingClient client = connect(transport, here(), ConnectRequest.after(cursor, room));
            assertTrue(client.isRecovered());
            assertEquals(List.of("durable"), contentsUpTo(client, "durable"));
        });
    }

    @TestFactory
    Stream<DynamicTest> a_client_that_is_behind_receives_only_the_newest_event_of_a_conflation_key() {
        String cursor = endOfLog();
        for (int i = 1; i <= 3; i++) {
            publish("room:" + room, "cpu", "cpu " + i, ",\"conflate\":\"cpu\"");
            publish("room:" + room, "memory", "memory " + i, ",\"conflate\":\"memory\"");
            publish("user:" + user, "cpu", "other channel " + i, i == 1 ? ",\"conflate\":\"cpu\"" : "");
        }
        return overEachTransport(transport -> {
            StreamingClient client = connect(transport, here(), ConnectRequest.after(cursor, room));
            assertEquals(
                    List.of("other channel 1", "other channel 2", "cpu 3", "memory 3", "other channel 3"),
                    contentsUpTo(client, "other channel 3"));
        });
    }
}
