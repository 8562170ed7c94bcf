package io.herald.client;

import static io.herald.client.ClientPage.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Route;
import io.herald.testing.Browser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the fallback of the client when sockets or streams are blocked. */
abstract class TransportScenarios extends ClientScenario {

    private static final String NO_SOCKETS = """
        window.WebSocket = class {
          constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 20); }
          close() {}
        };\
        """;

    @Test
    void with_sockets_blocked_the_client_uses_a_stream_and_rest_calls() {
        firstSession.addInitScript(NO_SOCKETS);
        assertFallsBackTo("sse");
    }

    @Test
    void with_sockets_and_streams_blocked_the_client_polls() {
        firstSession.addInitScript(NO_SOCKETS);
        firstSession.route("**/api/v1/stream*", Browser.untilClosed(Route::abort));
        assertFallsBackTo("poll");
    }

    private void assertFallsBackTo(String transport) {
        ClientPage a = tab(firstSession, alice);
        ClientPage b = tab(secondSession, bob);
        assertEquals(transport, a.get("herald.status.transport"));
        assertEquals(transport, a.get("JSON.parse(localStorage.herald).name"));
        assertTrue(a.is("(await herald.send('%s', 'Hello')).id.length > 0".formatted(room)));
        b.until("log.some((e) => e.data.content === 'Hello')");
        a.get("herald.join('%s-2')".formatted(room));
        b.get("herald.send('%s-2', 'Here too')".formatted(room));
        a.until("log.some((e) => e.data.content === 'Here too')");
        firstSession.setOffline(true);
        a.until("herald.status.state === 'offline'");
        b.start(chat(20, 0));
        b.awaitDone();
        firstSession.setOffline(false);
        a.untilReceived(20);
        assertEquals(upTo(20), a.numbers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "poll"})
    void commands_that_need_a_socket_fail_without_effect_on_other_transports(String transport) {
        ClientPage a = ClientPage.open(
                        firstSession,
                        fixture.uri(),
                        alice,
                        Map.of("rooms", List.of(room), "transports", List.of(transport)))
                .online();
        List<String> uncaught = new ArrayList<>();
        a.page().onPageError(uncaught::add);
        a.get("herald.typing('%s')".formatted(room));
        a.get("herald.typing('%s', false)".formatted(room));
        assertEquals("unsupported", a.get("herald.presence.update({ away: true }).catch((e) => e.code)"));
        assertTrue(a.is("(await herald.send('%s', 0)).id.length > 0".formatted(room)));
        a.untilReceived(1);
        assertEquals(transport, a.get("herald.status.transport"));
        assertTrue(a.is("errors.length === 0 && statuses.every((s) => s.state !== 'closed')"));
        assertEquals(List.of(), uncaught);
    }
}
