package io.herald.client;

import static io.herald.client.ClientPage.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where sockets or streams are blocked, what is left serves. */
abstract class TransportScenarios extends ClientScenario {

    private static final String NO_SOCKETS = """
        window.WebSocket = class {
          constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 20); }
          close() {}
        };\
        """;

    @Test
    void where_sockets_are_blocked_a_stream_serves_and_rest_calls_speak() {
        here.addInitScript(NO_SOCKETS);
        fallsBackTo("sse");
    }

    @Test
    void where_streams_are_blocked_too_polling_serves() {
        here.addInitScript(NO_SOCKETS);
        here.route("**/api/v1/stream*", route -> route.abort());
        fallsBackTo("poll");
    }

    private void fallsBackTo(String transport) {
        ClientPage a = tab(here, alice);
        ClientPage b = tab(there, bob);
        assertEquals(transport, a.get("herald.status.transport"));
        assertEquals(transport, a.get("JSON.parse(localStorage.herald).name"));
        assertTrue(a.is("(await herald.send('%s', 'Hello')).id.length > 0".formatted(room)));
        b.until("log.some((e) => e.data.content === 'Hello')");
        a.get("herald.join('%s-2')".formatted(room));
        b.get("herald.send('%s-2', 'Here too')".formatted(room));
        a.until("log.some((e) => e.data.content === 'Here too')");
        here.setOffline(true);
        a.until("herald.status.state === 'offline'");
        b.begin(chat(20, 0));
        b.done();
        here.setOffline(false);
        a.untilAll(20);
        assertEquals(upTo(20), a.numbers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "poll"})
    void what_only_a_socket_can_tell_disturbs_nothing_where_there_is_none(String transport) {
        ClientPage a = ClientPage.open(
                        here, stage.uri(), alice, Map.of("rooms", List.of(room), "transports", List.of(transport)))
                .online();
        List<String> uncaught = new ArrayList<>();
        a.page().onPageError(uncaught::add);
        a.get("herald.typing('%s')".formatted(room));
        a.get("herald.typing('%s', false)".formatted(room));
        assertEquals("unsupported", a.get("herald.presence.update({ away: true }).catch((e) => e.code)"));
        assertTrue(a.is("(await herald.send('%s', 0)).id.length > 0".formatted(room)));
        a.untilAll(1);
        assertEquals(transport, a.get("herald.status.transport"));
        assertTrue(a.is("errors.length === 0 && statuses.every((s) => s.state !== 'closed')"));
        assertEquals(List.of(), uncaught);
    }
}
