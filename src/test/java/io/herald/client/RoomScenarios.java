package io.herald.client;

import static io.herald.client.ClientPage.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks rooms, presence and the inbox badge over several pages. */
abstract class RoomScenarios extends ClientScenario {

    private static final String DELAY_JOINS = """
        window.delayed = [];
        const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (text) {
          if (text.includes('room.join')) delayed.push(() => send.call(this, text));
          else send.call(this, text);
        };\
        """;

    @Test
    void two_devices_show_the_same_badge() {
        ClientPage phone = tab(firstSession, alice);
        ClientPage laptop = tab(secondSession, alice);
        for (int i = 1; i <= 3; i++) {
            assertEquals(202, publisher().notify(alice, "Parcel " + i).statusCode());
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
    void a_join_with_a_cursor_replays_the_messages_after_it() {
        ClientPage b = tab(secondSession, bob);
        b.start(chat(250, 0));
        b.awaitDone();
        ClientPage a =
                ClientPage.open(firstSession, fixture.uri(), alice, Map.of()).online();
        String first = (String) b.get("log[0].cursor");
        b.start("for (let i = 250; i < 300; i++) await herald.send('%s', i)".formatted(room));
        a.get("herald.join('%s', { cursor: '%s' })".formatted(room, first));
        b.awaitDone();
        a.untilReceived(300);
        assertEquals(upTo(300).subList(1, 300), a.numbers());
        assertEquals(200, a.get("(await herald.history('%s', { limit: 200 })).events.length".formatted(room)));
    }

    @Test
    void a_join_with_a_lost_cursor_resets_and_replays_what_is_stored() {
        ClientPage b = tab(secondSession, bob);
        b.start(chat(5, 0));
        b.awaitDone();
        ClientPage a =
                ClientPage.open(firstSession, fixture.uri(), alice, Map.of()).online();
        a.get("herald.join('%s', { cursor: '1-0' })".formatted(room));
        assertEquals(upTo(5), a.numbers());
        assertEquals("room:" + room, a.get("String(resets.map((reset) => reset.channels))"));
        a.get("herald.join('%s', { cursor: log[0].cursor })".formatted(room));
        assertEquals(1, a.get("resets.length"));
    }

    /** The answer with the members may be older than the join, and the service sends no event of it to the user who joins. */
    @Test
    void a_page_that_watches_a_room_sees_its_own_user_after_a_delayed_join() {
        firstSession.addInitScript(DELAY_JOINS);
        ClientPage a = tab(firstSession, alice);
        a.start("herald.presence.watch('%s', (users) => { window.present = users; })".formatted(room));
        a.until("window.present?.length === 0");
        a.get("delayed.forEach((join) => join())");
        a.until("present.length === 1");
    }

    @Test
    void a_page_receives_typing_and_presence() {
        ClientPage a = tab(firstSession, alice);
        ClientPage b = tab(secondSession, bob);
        b.start("window.present = []; herald.presence.watch('%s', (users) => { present = users; })".formatted(room));
        b.until("present.length === 2");
        a.get("herald.typing('%s')".formatted(room));
        b.until("log.some((e) => e.event === 'typing.start')");
        a.get("herald.typing('%s', false)".formatted(room));
        b.until("log.some((e) => e.event === 'typing.stop')");
        a.get("herald.presence.update({ away: true })");
        b.until("present.some((u) => u.state?.away)");
        a.get("herald.close()");
        b.until("present.length === 1");
    }
}
