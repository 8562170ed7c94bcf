package io.herald.client;

import static io.herald.client.Tab.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import io.herald.testing.Api;
import io.herald.testing.Browser;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Nginx;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client library in a browser, in front of two instances behind a proxy. */
class ClientIT {

    private static final String NO_SOCKETS = """
            window.WebSocket = class {
              constructor() { setTimeout(() => this.onclose?.({ code: 1006 }), 20); }
              close() {}
            };""";

    private static final String LATE_JOINS = """
            window.late = [];
            const send = WebSocket.prototype.send;
            WebSocket.prototype.send = function (text) {
              if (text.includes('room.join')) late.push(() => send.call(this, text));
              else send.call(this, text);
            };""";

    private static Browser browser;
    private static HeraldProcess one;
    private static HeraldProcess two;
    private static Nginx nginx;

    private final String room = "client-" + UUID.randomUUID();
    private final String alice = "alice-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();
    private final Map<String, Object> inTheRoom = Map.of("rooms", List.of(room));
    private BrowserContext here;
    private BrowserContext there;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        if (!Nginx.isThere()) {
            System.err.println("SKIPPED: there is no nginx.");
        }
        Assumptions.assumeTrue(Nginx.isThere(), "no nginx");
        one = HeraldProcess.start();
        two = HeraldProcess.start();
        nginx = Nginx.before(List.of(one.baseUri().getPort(), two.baseUri().getPort()));
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable open : new AutoCloseable[] {nginx, one, two, browser}) {
            if (open != null) {
                open.close();
            }
        }
    }

    @BeforeEach
    void sessions() {
        here = browser.session();
        there = browser.session();
    }

    @AfterEach
    void leave() {
        here.close();
        there.close();
    }

    private Tab tab(BrowserContext session, String user) {
        return Tab.open(session, nginx.uri(), user, inTheRoom).online();
    }

    private Api shop() {
        return new Api(nginx.uri(), Tokens.publisher("shop"));
    }

    /** The first and every so many milliseconds another, of so many. */
    private String chat(int messages, int pause) {
        return "for (let i = 0; i < %d; i++) { await herald.send('%s', i); await new Promise((d) => setTimeout(d, %d)); }"
                .formatted(messages, room, pause);
    }

    @Test
    void who_lost_the_network_misses_nothing_and_says_what_they_had_to_say() {
        Tab a = tab(here, alice);
        Tab b = tab(there, bob);
        a.get("herald.send('%s', 'Hello')".formatted(room));
        b.until("log.some((e) => e.data.content === 'Hello' && e.from === '" + alice + "')");
        there.setOffline(true);
        b.until("herald.status.state === 'offline'");
        b.begin("await Promise.all([0, 1, 2].map((n) => herald.send('%s', 'offline ' + n)))".formatted(room));
        b.until("herald.status.queued === 3");
        a.begin(chat(20, 0));
        a.done();
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
        Tab a = tab(here, alice);
        Tab b = tab(there, bob);
        a.begin(chat(150, 50));
        b.until("log.length > 10");
        one.terminate();
        one = again(one);
        two.kill();
        two = again(two);
        a.done();
        b.untilAll(150);
        assertEquals(upTo(150), b.numbers());
        assertEquals(upTo(150), a.numbers());
        assertTrue(b.is("resets.length === 0 && errors.length === 0"));
    }

    private static HeraldProcess again(HeraldProcess ended) {
        return HeraldProcess.start(
                Map.of("quarkus.http.port", Integer.toString(ended.baseUri().getPort())));
    }

    @Test
    void three_tabs_share_one_connection_and_lose_nothing_when_the_leading_one_closes() {
        List<Tab> tabs = List.of(tab(here, alice), tab(here, alice), tab(here, alice));
        Tab b = tab(there, bob);
        assertEquals(
                1, tabs.stream().filter(tab -> tab.is("herald.status.leader")).count());
        String connections = "(await herald.presence.of('%s')).users.find((u) => u.user === '%s').connections";
        b.until("(await herald.presence.of('" + room + "')).count === 2");
        assertEquals(1, b.get(connections.formatted(room, alice)));
        b.begin(chat(200, 5));
        tabs.get(1).until("log.length > 20");
        tabs.get(0).close();
        b.done();
        for (Tab tab : tabs.subList(1, 3)) {
            tab.untilAll(200);
            assertEquals(upTo(200), tab.numbers());
        }
        assertEquals(
                1,
                tabs.subList(1, 3).stream()
                        .filter(tab -> tab.is("herald.status.leader"))
                        .count());
        assertTrue(tabs.get(2).is("(await herald.send('%s', 'from any of them')).id.length > 0".formatted(room)));
    }

    @Test
    void a_tab_without_locks_has_a_connection_of_its_own() {
        here.addInitScript("Object.defineProperty(navigator, 'locks', { value: undefined })");
        Tab first = tab(here, alice);
        Tab second = tab(here, alice);
        assertTrue(first.is("herald.status.leader") && second.is("herald.status.leader"));
    }

    @Test
    void a_token_is_renewed_before_it_expires_on_whichever_transport() {
        Tab b = tab(there, bob);
        List<Tab> tabs = List.of("websocket", "sse", "poll").stream()
                .map(transport -> Tab.open(
                                here,
                                nginx.uri(),
                                alice + transport,
                                Duration.ofSeconds(10),
                                Map.of("rooms", List.of(room), "transports", List.of(transport)))
                        .online())
                .toList();
        b.begin(chat(100, 130));
        b.done();
        for (Tab tab : tabs) {
            tab.untilAll(100);
            assertEquals(upTo(100), tab.numbers());
            assertEquals("connecting,online", tab.get("String([...new Set(statuses.map((s) => s.state))])"));
        }
    }

    @Test
    void the_badge_is_the_same_on_two_devices() {
        Tab phone = tab(here, alice);
        Tab laptop = tab(there, alice);
        for (int i = 1; i <= 3; i++) {
            assertEquals(202, shop().notify(alice, "Parcel " + i).statusCode());
        }
        phone.until("herald.inbox.badge.unread === 3");
        laptop.until("herald.inbox.badge.unread === 3");
        phone.until("await herald.inbox.read((await herald.inbox.list()).items[0].id).then(() => true)");
        laptop.until("herald.inbox.badge.unread === 2");
        laptop.get("herald.inbox.archive((await herald.inbox.list({ status: 'unread' })).items[0].id)");
        phone.until("herald.inbox.badge.unread === 1");
        laptop.until("await herald.inbox.read().then(() => true)");
        phone.until("herald.inbox.badge.unread === 0");
        assertEquals(0, phone.get("(await herald.inbox.unread()).unread"));
    }

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
        Tab a = tab(here, alice);
        Tab b = tab(there, bob);
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

    @Test
    void a_page_that_was_in_the_back_forward_cache_goes_on() {
        Tab a = tab(here, alice);
        Tab b = tab(there, bob);
        a.get("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
        b.begin(chat(5, 0));
        b.done();
        assertEquals(List.of(), a.numbers());
        a.get("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
        a.untilAll(5);
        assertEquals(upTo(5), a.numbers());
    }

    @Test
    void a_reloaded_page_goes_on_where_it_was_if_it_wants_to() {
        Tab a = Tab.open(here, nginx.uri(), alice, Map.of("rooms", List.of(room), "resume", true))
                .online();
        Tab b = tab(there, bob);
        a.until("(await herald.presence.of('%s')).count === 2".formatted(room));
        a.page().navigate("about:blank");
        b.begin(chat(5, 0));
        b.done();
        a.reload();
        a.untilAll(5);
        assertEquals(upTo(5), a.numbers());
    }

    @Test
    void who_was_disconnected_by_an_administrator_stays_so_until_the_page_wants_otherwise() {
        Tab a = tab(here, alice);
        Tab other = tab(here, alice);
        a.begin("await herald.send('%s', 'last')".formatted(room));
        a.done();
        Api admin = new Api(nginx.uri(), Tokens.of("root").groups("admin").sign());
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
    void what_waits_is_bounded_and_told() {
        Tab a = Tab.open(here, nginx.uri(), alice, Map.of("rooms", List.of(room), "queue", 2))
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

    @Test
    void a_page_may_look_back_and_join_from_there() {
        Tab b = tab(there, bob);
        b.begin(chat(250, 0));
        b.done();
        Tab a = Tab.open(here, nginx.uri(), alice, Map.of()).online();
        String first = (String) b.get("log[0].cursor");
        b.begin("for (let i = 250; i < 300; i++) await herald.send('%s', i)".formatted(room));
        a.get("herald.join('%s', { cursor: '%s' })".formatted(room, first));
        b.done();
        a.untilAll(300);
        assertEquals(upTo(300).subList(1, 300), a.numbers());
        assertEquals(200, a.get("(await herald.history('%s', { limit: 200 })).events.length".formatted(room)));
    }

    @Test
    void each_tab_gets_of_a_room_what_it_wants() {
        Tab all = Tab.open(here, nginx.uri(), alice, Map.of()).online();
        Tab some = Tab.open(here, nginx.uri(), alice, Map.of()).online();
        Tab none = Tab.open(here, nginx.uri(), alice, Map.of()).online();
        some.get("herald.join('%s', { where: { content: [1, 2] } })".formatted(room));
        all.get("herald.join('%s')".formatted(room));
        Tab b = tab(there, bob);
        b.begin(chat(4, 0));
        b.done();
        all.untilAll(4);
        some.untilAll(3);
        assertEquals(List.of(1, 2), some.numbers());
        assertEquals(List.of(), none.numbers());
    }

    /** The answer to who is there may be older than the join, of which oneself is not told. */
    @Test
    void who_watches_a_room_is_there_however_late_the_join() {
        here.addInitScript(LATE_JOINS);
        Tab a = tab(here, alice);
        a.begin("herald.presence.watch('%s', (users) => { window.there = users; })".formatted(room));
        a.until("window.there?.length === 0");
        a.get("late.forEach((join) => join())");
        a.until("there.length === 1");
    }

    @Test
    void typing_and_presence_are_told() {
        Tab a = tab(here, alice);
        Tab b = tab(there, bob);
        b.begin("window.there = []; herald.presence.watch('%s', (users) => { there = users; })".formatted(room));
        b.until("there.length === 2");
        a.get("herald.typing('%s')".formatted(room));
        b.until("log.some((e) => e.event === 'typing.start')");
        a.get("herald.typing('%s', false)".formatted(room));
        b.until("log.some((e) => e.event === 'typing.stop')");
        a.get("herald.presence.update({ away: true })");
        b.until("there.some((u) => u.state?.away)");
        a.get("herald.close()");
        b.until("there.length === 1");
    }
}
