package io.herald.client;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the client reports to the service whether a person sees one of its tabs. */
abstract class VisibilityScenarios extends ClientScenario {

    /** Headless pages are always visible. */
    private static final String SET_HIDDEN = """
        Object.defineProperty(document, 'hidden', { configurable: true, value: %b }),
        document.dispatchEvent(new Event('visibilitychange'))\
        """;

    private static final String RECORD_REPORTS = """
        window.reports = [];
        const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (text) {
          if (text.includes('session.visible')) reports.push(JSON.parse(text).data.visible);
          send.call(this, text);
        };\
        """;

    private static void setHidden(ClientPage page, boolean hidden) {
        page.get(SET_HIDDEN.formatted(hidden));
    }

    private void awaitVisible(boolean visible) {
        Api admin = new Api(fixture.uri(), Tokens.of("root").groups("admin").sign());
        Await.until(
                alice + " is visible: " + visible,
                () -> admin.get("/api/v1/users/" + alice + "/connections")
                                .body()
                                .contains("\"visible\":true")
                        == visible);
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "sse"})
    void the_service_knows_whether_a_person_sees_the_page(String transport) {
        ClientPage a = ClientPage.open(firstSession, fixture.uri(), alice, Map.of("transports", List.of(transport)))
                .online();
        awaitVisible(true);
        setHidden(a, true);
        awaitVisible(false);
        setHidden(a, false);
        awaitVisible(true);
    }

    @Test
    void a_new_connection_reports_a_visible_page_again() {
        ClientPage a = tab(firstSession, alice);
        awaitVisible(true);
        a.get("herald.connect()");
        a.until("closes.length === 1");
        awaitVisible(true);
    }

    @Test
    void the_user_is_visible_while_they_see_any_tab() {
        firstSession.addInitScript(RECORD_REPORTS);
        ClientPage leader = tab(firstSession, alice);
        ClientPage follower = tab(firstSession, alice);
        awaitVisible(true);
        setHidden(follower, true);
        setHidden(leader, true);
        awaitVisible(false);
        setHidden(follower, false);
        awaitVisible(true);
        follower.close();
        awaitVisible(false);
        leader.until("String(reports) === 'true,false,true,false'");
    }

    @Test
    void the_next_leader_reports_the_tabs_that_remain() {
        ClientPage leader = tab(firstSession, alice);
        ClientPage follower = tab(firstSession, alice);
        setHidden(follower, true);
        awaitVisible(true);
        leader.close();
        follower.until("herald.status.leader");
        follower.online();
        awaitVisible(false);
        setHidden(follower, false);
        awaitVisible(true);
    }

    @Test
    void a_short_change_reports_nothing() {
        firstSession.addInitScript(RECORD_REPORTS);
        ClientPage a = tab(firstSession, alice);
        awaitVisible(true);
        a.get("[" + SET_HIDDEN.formatted(true) + "," + SET_HIDDEN.formatted(false) + "]");
        setHidden(a, true);
        awaitVisible(false);
        a.until("String(reports) === 'true,false'");
    }
}
