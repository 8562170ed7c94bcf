package io.herald.client;

import static io.herald.client.ClientPage.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks that all tabs of a user share a connection, and that each receives its events when others close. */
abstract class TabScenarios extends ClientScenario {

    @Test
    void three_tabs_share_one_connection_and_lose_nothing_when_the_leader_closes() {
        List<ClientPage> tabs = List.of(tab(firstSession, alice), tab(firstSession, alice), tab(firstSession, alice));
        ClientPage b = tab(secondSession, bob);
        assertEquals(
                1,
                tabs.stream()
                        .filter(clientPage -> clientPage.is("herald.status.leader"))
                        .count());
        String connections = "(await herald.presence.of('%s')).users.find((u) => u.user === '%s').connections";
        b.until("(await herald.presence.of('" + room + "')).count === 2");
        assertEquals(1, b.get(connections.formatted(room, alice)));
        b.start(chat(200, 5));
        tabs.get(1).until("log.length > 20");
        tabs.get(0).close();
        b.awaitDone();
        for (ClientPage clientPage : tabs.subList(1, 3)) {
            clientPage.untilReceived(200);
            assertEquals(upTo(200), clientPage.numbers());
        }
        assertEquals(
                1,
                tabs.subList(1, 3).stream()
                        .filter(clientPage -> clientPage.is("herald.status.leader"))
                        .count());
        assertTrue(tabs.get(2).is("(await herald.send('%s', 'from any tab')).id.length > 0".formatted(room)));
    }

    @Test
    void without_the_lock_api_each_tab_has_its_own_connection() {
        firstSession.addInitScript("Object.defineProperty(navigator, 'locks', { value: undefined })");
        ClientPage first = tab(firstSession, alice);
        ClientPage second = tab(firstSession, alice);
        assertTrue(first.is("herald.status.leader") && second.is("herald.status.leader"));
    }

    @Test
    void each_tab_receives_the_events_of_its_own_filter() {
        ClientPage all =
                ClientPage.open(firstSession, fixture.uri(), alice, Map.of()).online();
        ClientPage some =
                ClientPage.open(firstSession, fixture.uri(), alice, Map.of()).online();
        ClientPage none =
                ClientPage.open(firstSession, fixture.uri(), alice, Map.of()).online();
        some.get("herald.join('%s', { where: { content: [1, 2] } })".formatted(room));
        all.get("herald.join('%s')".formatted(room));
        ClientPage b = tab(secondSession, bob);
        b.start(chat(4, 0));
        b.awaitDone();
        all.untilReceived(4);
        some.untilReceived(3);
        assertEquals(List.of(1, 2), some.numbers());
        assertEquals(List.of(), none.numbers());
    }

    @Test
    void a_page_from_the_back_forward_cache_resumes() {
        ClientPage a = tab(firstSession, alice);
        ClientPage b = tab(secondSession, bob);
        a.get("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
        b.start(chat(5, 0));
        b.awaitDone();
        assertEquals(List.of(), a.numbers());
        a.get("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
        a.untilReceived(5);
        assertEquals(upTo(5), a.numbers());
    }

    @Test
    void a_reloaded_page_resumes_if_its_option_is_set() {
        ClientPage a = ClientPage.open(
                        firstSession, fixture.uri(), alice, Map.of("rooms", List.of(room), "resume", true))
                .online();
        ClientPage b = tab(secondSession, bob);
        a.until("(await herald.presence.of('%s')).count === 2".formatted(room));
        a.page().navigate("about:blank");
        b.start(chat(5, 0));
        b.awaitDone();
        a.reload();
        a.untilReceived(5);
        assertEquals(upTo(5), a.numbers());
    }

    @Test
    void a_page_from_the_cache_misses_nothing_while_another_tab_leads() {
        ClientPage a = tab(firstSession, alice);
        returnWhileAnotherTabLeads(
                a,
                () -> a.get("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))"),
                () -> a.get("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"));
        assertEquals(upTo(50), a.numbers());
    }

    @Test
    void a_restored_tab_misses_nothing_while_another_tab_leads() {
        ClientPage a = ClientPage.open(
                        firstSession, fixture.uri(), alice, Map.of("rooms", List.of(room), "resume", true))
                .online();
        returnWhileAnotherTabLeads(a, () -> a.page().navigate("about:blank"), a::reload);
        assertEquals(upTo(50).subList(30, 50), a.numbers());
    }

    /** Another tab opens the connection while the page is away, and keeps it when the page returns. */
    private void returnWhileAnotherTabLeads(ClientPage clientPage, Runnable leave, Runnable back) {
        ClientPage b = tab(secondSession, bob);
        clientPage.until("(await herald.presence.of('%s')).count === 2".formatted(room));
        b.start(chat(0, 30, 0));
        b.awaitDone();
        clientPage.untilReceived(30);
        leave.run();
        b.start(chat(30, 35, 0));
        b.awaitDone();
        ClientPage other = tab(firstSession, alice);
        other.until("(await herald.presence.of('%s')).count === 2".formatted(room));
        b.start(chat(35, 40, 0));
        b.awaitDone();
        other.untilReceived(40);
        back.run();
        clientPage.online();
        b.start(chat(40, 50, 5));
        b.awaitDone();
        clientPage.untilReceived(50);
        other.untilReceived(50);
        assertEquals(upTo(50).subList(35, 50), other.numbers());
        assertTrue(other.is("herald.status.leader && closes.length === 0"));
        assertTrue(clientPage.is("!herald.status.leader && resets.length === 0"));
    }
}
