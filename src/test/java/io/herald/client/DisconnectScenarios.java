package io.herald.client;

import static io.herald.client.ClientPage.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks what the client does after each way in which a connection ends. */
abstract class DisconnectScenarios extends ClientScenario {

    @Test
    void after_a_network_failure_the_client_receives_all_missed_messages_and_sends_its_queue() {
        ClientPage a = tab(firstSession, alice);
        ClientPage b = tab(secondSession, bob);
        a.get("herald.send('%s', 'Hello')".formatted(room));
        b.until("log.some((e) => e.data.content === 'Hello' && e.from === '" + alice + "')");
        secondSession.setOffline(true);
        b.until("herald.status.state === 'offline'");
        b.start("await Promise.all([0, 1, 2].map((n) => herald.send('%s', 'offline ' + n)))".formatted(room));
        b.until("herald.status.queued === 3");
        a.start(chat(20, 0));
        a.awaitDone();
        // Old enough that the client counts the messages as replayed.
        a.until("Date.now() - Date.parse(log.at(-1).time) > 500");
        secondSession.setOffline(false);
        b.awaitDone();
        b.untilReceived(20);
        assertEquals(upTo(20), b.numbers());
        assertEquals(20, b.get("herald.status.caughtUp"));
        a.until("log.filter((e) => e.from === '" + bob + "' && e.id).length === 3");
        assertEquals(
                "offline 0,offline 1,offline 2",
                a.get("String(log.filter((e) => e.from === '%s' && e.id).map((e) => e.data.content))".formatted(bob)));
    }

    @Test
    void a_rolling_restart_loses_no_message() {
        ClientPage a = tab(firstSession, alice);
        ClientPage b = tab(secondSession, bob);
        a.start(chat(150, 50));
        b.until("log.length > 10");
        fixture.restartBoth();
        a.awaitDone();
        b.untilReceived(150);
        assertEquals(upTo(150), b.numbers());
        assertEquals(upTo(150), a.numbers());
        assertTrue(b.is("resets.length === 0 && errors.length === 0"));
    }

    @Test
    void a_client_that_a_drain_disconnects_reconnects_at_once_and_misses_nothing() {
        ClientPage a = tab(firstSession, alice);
        ClientPage b = tab(secondSession, bob);
        b.start(chat(100, 50));
        a.until("log.length > 10");
        fixture.drain(alice);
        b.awaitDone();
        a.untilReceived(100);
        assertEquals("1012", a.get("String(closes)"));
        assertTrue(a.is("statuses.every(({ retryAt }) => !retryAt)"), "the client reconnects without a delay");
        assertEquals(upTo(100), a.numbers());
    }

    @Test
    void an_evicted_connection_stays_closed_until_the_page_reconnects() {
        ClientPage a = tab(firstSession, alice);
        ClientPage other = tab(firstSession, alice);
        ClientPage phone = ClientPage.open(secondSession, fixture.uri(), alice, Map.of("share", false))
                .online();
        phone.get("""
            Promise.all([2, 3, 4, 5].map((n) => new Promise((online) =>
              new herald.constructor({ token: () => signed('%s'), share: false }).on('ready', online))))\
            """.formatted(alice));
        a.until("herald.status.state === 'closed' && herald.status.reason === 'evicted'");
        other.until("herald.status.reason === 'evicted'");
        assertEquals("4409", a.get("String(closes)"));
        assertEquals("closed", a.get("herald.send('%s', 'too late').catch((e) => e.code)".formatted(room)));
        other.get("herald.connect()");
        other.online();
        a.online();
    }

    @Test
    void after_its_token_expires_the_client_resumes_with_the_next_one() {
        ClientPage a = openWithExpiringToken();
        ClientPage b = tab(secondSession, bob);
        b.start(
                "window.sent = 0; while (!window.isEnough) { await herald.send('%s', sent++); await new Promise((d) => setTimeout(d, 50)); }"
                        .formatted(room));
        a.get("window.tokens = () => { if (!closes.includes(4401)) throw new Error('none at the moment'); }");
        a.until("closes.includes(4401) && herald.status.state === 'online'");
        b.get("(window.isEnough = true)");
        b.awaitDone();
        int sent = (Integer) b.get("sent");
        a.untilReceived(sent);
        assertEquals(upTo(sent), a.numbers());
    }

    @Test
    void without_a_new_token_the_client_is_signed_out() {
        ClientPage a = openWithExpiringToken();
        a.get("window.tokens = () => ''");
        a.until("herald.status.state === 'closed' && herald.status.reason === 'unauthorized'");
        assertEquals("closed", a.get("herald.send('%s', 'too late').catch((e) => e.code)".formatted(room)));
    }

    private ClientPage openWithExpiringToken() {
        return ClientPage.open(firstSession, fixture.uri(), alice, Duration.ofSeconds(6), roomOptions)
                .online();
    }

    @Test
    void a_client_that_an_administrator_disconnects_stays_closed_until_the_page_reconnects() {
        ClientPage a = tab(firstSession, alice);
        ClientPage other = tab(firstSession, alice);
        a.start("await herald.send('%s', 'last')".formatted(room));
        a.awaitDone();
        Api admin = new Api(fixture.uri(), Tokens.of("root").groups("admin").sign());
        assertEquals(
                204, admin.delete("/api/v1/users/" + alice + "/connections").statusCode());
        a.until("herald.status.state === 'closed' && herald.status.reason === 'disconnected'");
        other.until("herald.status.reason === 'disconnected'");
        assertEquals("closed", a.get("herald.send('%s', 'too late').catch((e) => e.code)".formatted(room)));
        other.get("herald.connect()");
        other.online();
        a.online();
    }

    @Test
    void a_token_is_renewed_before_it_expires_on_every_transport() {
        ClientPage b = tab(secondSession, bob);
        List<ClientPage> tabs = List.of("websocket", "sse", "poll").stream()
                .map(transport -> ClientPage.open(
                                firstSession,
                                fixture.uri(),
                                alice + transport,
                                Duration.ofSeconds(10),
                                Map.of("rooms", List.of(room), "transports", List.of(transport)))
                        .online())
                .toList();
        b.start(chat(100, 130));
        b.awaitDone();
        for (ClientPage clientPage : tabs) {
            clientPage.untilReceived(100);
            assertEquals(upTo(100), clientPage.numbers());
            assertEquals("connecting,online", clientPage.get("String([...new Set(statuses.map((s) => s.state))])"));
        }
    }

    @Test
    void the_send_queue_is_bounded_and_rejections_have_an_error_code() {
        ClientPage a = ClientPage.open(firstSession, fixture.uri(), alice, Map.of("rooms", List.of(room), "queue", 2))
                .online();
        firstSession.setOffline(true);
        a.until("herald.status.state === 'offline'");
        a.start("await Promise.all([0, 1].map((n) => herald.send('%s', n)))".formatted(room));
        assertEquals("overflow", a.get("herald.send('%s', 2).catch((e) => e.code)".formatted(room)));
        firstSession.setOffline(false);
        a.awaitDone();
        a.untilReceived(2);
        assertEquals("too_large", a.get("herald.send('%s', 'x'.repeat(70000)).catch((e) => e.code)".formatted(room)));
        assertEquals("not_found", a.get("herald.edit('%s', '1-0', 'x').catch((e) => e.code)".formatted(room)));
    }
}
