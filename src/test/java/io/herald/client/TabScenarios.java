package io.herald.client;

import static io.herald.client.ClientPage.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** All tabs of a user share a connection, and each has all that is for it, whatever becomes of the others. */
abstract class TabScenarios extends ClientScenario {

    @Test
    void three_tabs_share_one_connection_and_lose_nothing_when_the_leading_one_closes() {
        List<ClientPage> tabs = List.of(tab(here, alice), tab(here, alice), tab(here, alice));
        ClientPage b = tab(there, bob);
        assertEquals(
                1,
                tabs.stream()
                        .filter(clientPage -> clientPage.is("herald.status.leader"))
                        .count());
        String connections = "(await herald.presence.of('%s')).users.find((u) => u.user === '%s').connections";
        b.until("(await herald.presence.of('" + room + "')).count === 2");
        assertEquals(1, b.get(connections.formatted(room, alice)));
        b.begin(chat(200, 5));
        tabs.get(1).until("log.length > 20");
        tabs.get(0).close();
        b.done();
        for (ClientPage clientPage : tabs.subList(1, 3)) {
            clientPage.untilAll(200);
            assertEquals(upTo(200), clientPage.numbers());
        }
        assertEquals(
                1,
                tabs.subList(1, 3).stream()
                        .filter(clientPage -> clientPage.is("herald.status.leader"))
                        .count());
        assertTrue(tabs.get(2).is("(await herald.send('%s', 'from any of them')).id.length > 0".formatted(room)));
    }

    @Test
    void a_tab_without_locks_has_a_connection_of_its_own() {
        here.addInitScript("Object.defineProperty(navigator, 'locks', { value: undefined })");
        ClientPage first = tab(here, alice);
        ClientPage second = tab(here, alice);
        assertTrue(first.is("herald.status.leader") && second.is("herald.status.leader"));
    }

    @Test
    void each_tab_gets_of_a_room_what_it_wants() {
        ClientPage all = ClientPage.open(here, stage.uri(), alice, Map.of()).online();
        ClientPage some = ClientPage.open(here, stage.uri(), alice, Map.of()).online();
        ClientPage none = ClientPage.open(here, stage.uri(), alice, Map.of()).online();
        some.get("herald.join('%s', { where: { content: [1, 2] } })".formatted(room));
        all.get("herald.join('%s')".formatted(room));
        ClientPage b = tab(there, bob);
        b.begin(chat(4, 0));
        b.done();
        all.untilAll(4);
        some.untilAll(3);
        assertEquals(List.of(1, 2), some.numbers());
        assertEquals(List.of(), none.numbers());
    }

    @Test
    void a_page_that_was_in_the_back_forward_cache_goes_on() {
        ClientPage a = tab(here, alice);
        ClientPage b = tab(there, bob);
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
        ClientPage a = ClientPage.open(here, stage.uri(), alice, Map.of("rooms", List.of(room), "resume", true))
                .online();
        ClientPage b = tab(there, bob);
        a.until("(await herald.presence.of('%s')).count === 2".formatted(room));
        a.page().navigate("about:blank");
        b.begin(chat(5, 0));
        b.done();
        a.reload();
        a.untilAll(5);
        assertEquals(upTo(5), a.numbers());
    }

    @Test
    void a_page_that_comes_back_out_of_the_cache_among_others_has_missed_nothing() {
        ClientPage a = tab(here, alice);
        comesBackAmongOthers(
                a,
                () -> a.get("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))"),
                () -> a.get("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"));
        assertEquals(upTo(50), a.numbers());
    }

    @Test
    void a_tab_that_is_restored_among_others_has_missed_nothing() {
        ClientPage a = ClientPage.open(here, stage.uri(), alice, Map.of("rooms", List.of(room), "resume", true))
                .online();
        comesBackAmongOthers(a, () -> a.page().navigate("about:blank"), a::reload);
        assertEquals(upTo(50).subList(30, 50), a.numbers());
    }

    /** While it is away another tab starts anew, and has the connection; nobody else notices that it is back. */
    private void comesBackAmongOthers(ClientPage clientPage, Runnable goes, Runnable comes) {
        ClientPage b = tab(there, bob);
        clientPage.until("(await herald.presence.of('%s')).count === 2".formatted(room));
        b.begin(chat(0, 30, 0));
        b.done();
        clientPage.untilAll(30);
        goes.run();
        b.begin(chat(30, 35, 0));
        b.done();
        ClientPage other = tab(here, alice);
        other.until("(await herald.presence.of('%s')).count === 2".formatted(room));
        b.begin(chat(35, 40, 0));
        b.done();
        other.untilAll(40);
        comes.run();
        clientPage.online();
        b.begin(chat(40, 50, 5));
        b.done();
        clientPage.untilAll(50);
        other.untilAll(50);
        assertEquals(upTo(50).subList(35, 50), other.numbers());
        assertTrue(other.is("herald.status.leader && closes.length === 0"));
        assertTrue(clientPage.is("!herald.status.leader && resets.length === 0"));
    }
}
