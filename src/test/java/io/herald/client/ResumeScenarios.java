package io.herald.client;

import static io.herald.client.ClientPage.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A resume names all rooms, so that the service merges the replay of their channels. */
abstract class ResumeScenarios extends ClientScenario {

    /** The durable events of all channels, in the order of arrival. */
    private static final String CONTENTS = "String(log.filter((e) => e.id).map((e) => e.data.content ?? e.data.title))";

    /** Records the addresses of the page's sockets. */
    private static final String RECORD_URLS = """
        window.urls = [];
        window.WebSocket = class extends WebSocket {
          constructor(url, ...args) {
            super(url, ...args);
            urls.push(url);
          }
        };\
        """;

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "sse", "poll"})
    void events_of_all_channels_are_replayed_in_the_order_of_the_log(String transport) {
        ClientPage a = open(List.of(room, room + "-2"), transport);
        firstSession.setOffline(true);
        a.until("herald.status.state === 'offline'");
        publish(0, 30);
        firstSession.setOffline(false);
        a.untilReceived(30);
        assertEquals(upTo(30).toString().replaceAll("[\\[ \\]]", ""), a.get(CONTENTS));
        assertTrue(a.is("resets.length === 0 && errors.length === 0"));
    }

    @Test
    void an_interrupted_resume_continues_in_order() {
        ClientPage a = open(List.of(room, room + "-2"));
        a.get("herald.on('message', (e) => [5, 14, 21].includes(e.data.content) && herald.connect())");
        firstSession.setOffline(true);
        a.until("herald.status.state === 'offline'");
        publish(0, 30);
        firstSession.setOffline(false);
        a.untilReceived(30);
        assertEquals(upTo(30).toString().replaceAll("[\\[ \\]]", ""), a.get(CONTENTS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "websocket,sse,poll"})
    void a_room_that_is_no_longer_allowed_fails_with_an_error_and_the_others_resume(String transports) {
        Api admin = new Api(fixture.uri(), Tokens.of("root").groups("admin").sign());
        String member = "/api/v1/rooms/" + room + "-private/members/" + alice;
        admin.put("/api/v1/rooms/" + room + "-private", "{\"visibility\":\"private\"}");
        assertEquals(204, admin.put(member, "").statusCode());
        ClientPage a = ClientPage.open(
                        firstSession,
                        fixture.uri(),
                        alice,
                        List.of(room),
                        Map.of("rooms", List.of(room, room + "-private"), "transports", List.of(transports.split(","))))
                .online();
        a.until("(await herald.join('%s-private')).count > 0".formatted(room));
        firstSession.setOffline(true);
        a.until("herald.status.state === 'offline'");
        assertEquals(204, admin.delete(member).statusCode());
        ClientPage b = tab(secondSession, bob);
        b.start(chat(5, 0));
        b.awaitDone();
        firstSession.setOffline(false);
        a.untilReceived(5);
        assertEquals(upTo(5), a.numbers());
        a.until("String(errors) === 'forbidden %s-private'".formatted(room));
        assertEquals("websocket", a.get("herald.status.transport"));
    }

    /** The client joins the rooms that do not fit into the request line after the resume. */
    @Test
    void rooms_that_do_not_fit_into_the_address_resume_too() {
        firstSession.addInitScript(RECORD_URLS);
        List<String> rooms = IntStream.range(0, 90)
                .mapToObj(n -> room + "-" + "=".repeat(60) + n)
                .toList();
        ClientPage a = open(rooms, "websocket");
        firstSession.setOffline(true);
        a.until("herald.status.state === 'offline'");
        ClientPage b =
                ClientPage.open(secondSession, fixture.uri(), bob, Map.of()).online();
        b.start("let n = 0; for (const room of %s) await herald.send(room, n++)".formatted(array(rooms)));
        b.awaitDone();
        firstSession.setOffline(false);
        a.until("new Set(log.filter((e) => e.event === 'message').map((e) => e.channel)).size === 90");
        assertEquals(90, a.numbers().size());
        assertTrue(a.is("urls.every((url) => url.length < 8000) && urls.at(-1).includes('room=')"));
    }

    @Test
    void a_filter_of_a_room_applies_after_a_resume() {
        ClientPage a = open(List.of());
        a.get("herald.join('%s', { where: { content: [3, 7, 12] } })".formatted(room));
        a.get("(window.wire = [], herald.on('session.frame', ({ frame }) => wire.push(frame)), 0)");
        firstSession.setOffline(true);
        a.until("herald.status.state === 'offline'");
        ClientPage b = tab(secondSession, bob);
        b.start(chat(10, 0));
        b.awaitDone();
        firstSession.setOffline(false);
        a.untilReceived(8);
        a.until("wire.some(({ event, id }) => event === 'ack' && wire.some((join) => join.event === 'room.join' &&"
                + " join.id === id))");
        b.start(chat(10, 13, 0));
        b.awaitDone();
        a.untilReceived(13);
        assertEquals(List.of(3, 7, 12), a.numbers());
        assertTrue(a.is("wire.every((frame) => frame.data?.content !== 11)"), "the service filters the events");
    }

    /** Opens a page and waits until it follows the rooms. */
    private ClientPage open(List<String> rooms, String... transports) {
        Map<String, Object> options = transports.length == 0
                ? Map.of("rooms", rooms)
                : Map.of("rooms", rooms, "transports", List.of(transports));
        ClientPage clientPage =
                ClientPage.open(firstSession, fixture.uri(), alice, options).online();
        clientPage.start("await Promise.all(%s.map((room) => herald.join(room))); window.joined = true;"
                .formatted(array(rooms)));
        clientPage.until("window.joined");
        return clientPage;
    }

    /** Publishes numbered events in turn to the user, to the room, and to another room. */
    private void publish(int from, int to) {
        Api sender = new Api(
                fixture.uri(),
                Tokens.of("shop")
                        .groups("publisher")
                        .herald(Map.of("send", List.of("*")))
                        .sign());
        for (int i = from; i < to; i++) {
            int status = i % 3 == 0
                    ? sender.notify(alice, Integer.toString(i)).statusCode()
                    : sender.post(
                                    "/api/v1/rooms/" + room + (i % 3 == 1 ? "" : "-2") + "/messages",
                                    "{\"content\":" + i + "}")
                            .statusCode();
            assertEquals(2, status / 100);
        }
    }

    private static String array(List<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(",", "[", "]"));
    }
}
