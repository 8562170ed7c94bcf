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

/** A resume names its rooms, so that the service replays all channels merged. */
abstract class ResumeScenarios extends ClientScenario {

    /** In the order of their ids, whichever channel they came in. */
    private static final String ORDER = "String(log.filter((e) => e.id).map((e) => e.data.content ?? e.data.title))";

    /** The addresses of the page's sockets. */
    private static final String URLS = """
        window.urls = [];
        window.WebSocket = class extends WebSocket {
          constructor(url, ...how) {
            super(url, ...how);
            urls.push(url);
          }
        };\
        """;

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "sse", "poll"})
    void events_of_all_channels_are_replayed_in_the_order_in_which_they_happened(String transport) {
        ClientPage a = open(List.of(room, room + "-2"), transport);
        here.setOffline(true);
        a.until("herald.status.state === 'offline'");
        happen(0, 30);
        here.setOffline(false);
        a.untilAll(30);
        assertEquals(upTo(30).toString().replaceAll("[\\[ \\]]", ""), a.get(ORDER));
        assertTrue(a.is("resets.length === 0 && errors.length === 0"));
    }

    @Test
    void a_resume_that_is_cut_in_the_middle_goes_on_from_there_in_order() {
        ClientPage a = open(List.of(room, room + "-2"));
        a.get("herald.on('message', (e) => [5, 14, 21].includes(e.data.content) && herald.connect())");
        here.setOffline(true);
        a.until("herald.status.state === 'offline'");
        happen(0, 30);
        here.setOffline(false);
        a.untilAll(30);
        assertEquals(upTo(30).toString().replaceAll("[\\[ \\]]", ""), a.get(ORDER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "websocket,sse,poll"})
    void a_room_that_is_forbidden_meanwhile_is_dropped_with_an_error_and_the_others_go_on(String transports) {
        Api admin = new Api(stage.uri(), Tokens.of("root").groups("admin").sign());
        String member = "/api/v1/rooms/" + room + "-private/members/" + alice;
        admin.put("/api/v1/rooms/" + room + "-private", "{\"visibility\":\"private\"}");
        assertEquals(204, admin.put(member, "").statusCode());
        ClientPage a = ClientPage.open(
                        here,
                        stage.uri(),
                        alice,
                        List.of(room),
                        Map.of("rooms", List.of(room, room + "-private"), "transports", List.of(transports.split(","))))
                .online();
        a.until("(await herald.join('%s-private')).count > 0".formatted(room));
        here.setOffline(true);
        a.until("herald.status.state === 'offline'");
        assertEquals(204, admin.delete(member).statusCode());
        ClientPage b = tab(there, bob);
        b.begin(chat(5, 0));
        b.done();
        here.setOffline(false);
        a.untilAll(5);
        assertEquals(upTo(5), a.numbers());
        a.until("String(errors) === 'forbidden %s-private'".formatted(room));
        assertEquals("websocket", a.get("herald.status.transport"));
    }

    /** More than a request line takes: what does not fit into it is joined apart, and nothing is lost. */
    @Test
    void more_rooms_than_fit_into_an_address_are_resumed_all_the_same() {
        here.addInitScript(URLS);
        List<String> rooms = IntStream.range(0, 90)
                .mapToObj(n -> room + "-" + "=".repeat(60) + n)
                .toList();
        ClientPage a = open(rooms, "websocket");
        here.setOffline(true);
        a.until("herald.status.state === 'offline'");
        ClientPage b = ClientPage.open(there, stage.uri(), bob, Map.of()).online();
        b.begin("let n = 0; for (const one of %s) await herald.send(one, n++)".formatted(array(rooms)));
        b.done();
        here.setOffline(false);
        a.until("new Set(log.filter((e) => e.event === 'message').map((e) => e.channel)).size === 90");
        assertEquals(90, a.numbers().size());
        assertTrue(a.is("urls.every((url) => url.length < 8000) && urls.at(-1).includes('room=')"));
    }

    @Test
    void a_filter_of_a_room_still_holds_after_a_resume() {
        ClientPage a = open(List.of());
        a.get("herald.join('%s', { where: { content: [3, 7, 12] } })".formatted(room));
        a.get("(window.wire = [], herald.on('session.frame', ({ frame }) => wire.push(frame)), 0)");
        here.setOffline(true);
        a.until("herald.status.state === 'offline'");
        ClientPage b = tab(there, bob);
        b.begin(chat(10, 0));
        b.done();
        here.setOffline(false);
        a.untilAll(8);
        a.until("wire.some(({ event, id }) => event === 'ack' && wire.some((join) => join.event === 'room.join' &&"
                + " join.id === id))");
        b.begin(chat(10, 13, 0));
        b.done();
        a.untilAll(13);
        assertEquals(List.of(3, 7, 12), a.numbers());
        assertTrue(a.is("wire.every((frame) => frame.data?.content !== 11)"), "was filtered by the service");
    }

    /** Follows its rooms, and not only asked to. */
    private ClientPage open(List<String> rooms, String... transports) {
        Map<String, Object> options = transports.length == 0
                ? Map.of("rooms", rooms)
                : Map.of("rooms", rooms, "transports", List.of(transports));
        ClientPage clientPage =
                ClientPage.open(here, stage.uri(), alice, options).online();
        clientPage.begin(
                "await Promise.all(%s.map((one) => herald.join(one))); window.joined = true;".formatted(array(rooms)));
        clientPage.until("window.joined");
        return clientPage;
    }

    /** Numbered events in turn: to the person, to one room, to another. */
    private void happen(int from, int to) {
        Api sender = new Api(
                stage.uri(),
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
