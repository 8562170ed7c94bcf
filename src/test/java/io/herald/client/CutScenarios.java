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

/** However a connection ends, the client does what is right by its page. */
abstract class CutScenarios extends ClientScenario {

    @Test
    void who_lost_the_network_misses_nothing_and_says_what_they_had_to_say() {
        ClientPage a = tab(here, alice);
        ClientPage b = tab(there, bob);
        a.get("herald.send('%s', 'Hello')".formatted(room));
        b.until("log.some((e) => e.data.content === 'Hello' && e.from === '" + alice + "')");
        there.setOffline(true);
        b.until("herald.status.state === 'offline'");
        b.begin("await Promise.all([0, 1, 2].map((n) => herald.send('%s', 'offline ' + n)))".formatted(room));
        b.until("herald.status.queued === 3");
        a.begin(chat(20, 0));
        a.done();
        // Not so lately that it might be taken for having come in time.
        a.until("Date.now() - Date.parse(log.at(-1).time) > 500");
        there.setOffline(false);
        b.done();
        b.untilAll(20);
        assertEquals(upTo(20), b.numbers());
        assertEquals(20, b.get("herald.status.caughtUp"));
        a.until("log.filter((e) => e.from === '" + bob + "' && e.id).length === 3");
        assertEquals(
                "offline 0,offline 1,offline 2",
                a.get("String(log.filter((e) => e.from === '%s' && e.id).map((e) => e.data.content))".formatted(bob)));
    }

    @Test
    void a_deploy_goes_unnoticed() {
        ClientPage a = tab(here, alice);
        ClientPage b = tab(there, bob);
        a.begin(chat(150, 50));
        b.until("log.length > 10");
        stage.deploy();
        a.done();
        b.untilAll(150);
        assertEquals(upTo(150), b.numbers());
        assertEquals(upTo(150), a.numbers());
        assertTrue(b.is("resets.length === 0 && errors.length === 0"));
    }

    @Test
    void who_is_sent_away_by_a_drain_is_back_at_once_and_misses_nothing() {
        ClientPage a = tab(here, alice);
        ClientPage b = tab(there, bob);
        b.begin(chat(100, 50));
        a.until("log.length > 10");
        stage.drain(alice);
        b.done();
        a.untilAll(100);
        assertEquals("1012", a.get("String(closes)"));
        assertTrue(a.is("statuses.every(({ retryAt }) => !retryAt)"), "was not kept waiting");
        assertEquals(upTo(100), a.numbers());
    }

    @Test
    void who_has_too_many_connections_loses_the_oldest_for_good_until_the_page_wants_otherwise() {
        ClientPage a = tab(here, alice);
        ClientPage other = tab(here, alice);
        ClientPage phone = ClientPage.open(there, stage.uri(), alice, Map.of("share", false))
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
    void whose_token_ran_out_is_back_with_the_next_one_and_misses_nothing() {
        ClientPage a = expiring();
        ClientPage b = tab(there, bob);
        b.begin(chat(100, 130));
        a.get("window.tokens = () => { if (!closes.includes(4401)) throw new Error('none at the moment'); }");
        b.done();
        a.untilAll(100);
        assertTrue(a.is("closes.includes(4401)"));
        assertEquals(upTo(100), a.numbers());
    }

    @Test
    void who_is_given_no_token_any_more_is_signed_out() {
        ClientPage a = expiring();
        a.get("window.tokens = () => ''");
        a.until("herald.status.state === 'closed' && herald.status.reason === 'unauthorized'");
        assertEquals("closed", a.get("herald.send('%s', 'too late').catch((e) => e.code)".formatted(room)));
    }

    private ClientPage expiring() {
        return ClientPage.open(here, stage.uri(), alice, Duration.ofSeconds(6), inTheRoom)
                .online();
    }

    @Test
    void who_was_disconnected_by_an_administrator_stays_so_until_the_page_wants_otherwise() {
        ClientPage a = tab(here, alice);
        ClientPage other = tab(here, alice);
        a.begin("await herald.send('%s', 'last')".formatted(room));
        a.done();
        Api admin = new Api(stage.uri(), Tokens.of("root").groups("admin").sign());
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
    void a_token_is_renewed_before_it_expires_on_whichever_transport() {
        ClientPage b = tab(there, bob);
        List<ClientPage> tabs = List.of("websocket", "sse", "poll").stream()
                .map(transport -> ClientPage.open(
                                here,
                                stage.uri(),
                                alice + transport,
                                Duration.ofSeconds(10),
                                Map.of("rooms", List.of(room), "transports", List.of(transport)))
                        .online())
                .toList();
        b.begin(chat(100, 130));
        b.done();
        for (ClientPage clientPage : tabs) {
            clientPage.untilAll(100);
            assertEquals(upTo(100), clientPage.numbers());
            assertEquals("connecting,online", clientPage.get("String([...new Set(statuses.map((s) => s.state))])"));
        }
    }

    @Test
    void what_waits_is_bounded_and_told() {
        ClientPage a = ClientPage.open(here, stage.uri(), alice, Map.of("rooms", List.of(room), "queue", 2))
                .online();
        here.setOffline(true);
        a.until("herald.status.state === 'offline'");
        a.begin("await Promise.all([0, 1].map((n) => herald.send('%s', n)))".formatted(room));
        assertEquals("overflow", a.get("herald.send('%s', 2).catch((e) => e.code)".formatted(room)));
        here.setOffline(false);
        a.done();
        a.untilAll(2);
        assertEquals("too_large", a.get("herald.send('%s', 'x'.repeat(70000)).catch((e) => e.code)".formatted(room)));
        assertEquals(
                "forbidden",
                a.get("herald.edit('%s', '1-0', 'x').catch((e) => e.code === 'not_found' ? 'forbidden' : e.code)"
                        .formatted(room)));
    }
}
