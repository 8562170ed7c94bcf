package io.herald.client;

import static io.herald.client.ClientPage.upTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happens in rooms, and to the badge, reaches whom it concerns. */
abstract class RoomScenarios extends ClientScenario {

    private static final String LATE_JOINS = """
        window.late = [];
        const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (text) {
          if (text.includes('room.join')) late.push(() => send.call(this, text));
          else send.call(this, text);
        };\
        """;

    @Test
    void the_badge_is_the_same_on_two_devices() {
        ClientPage phone = tab(here, alice);
        ClientPage laptop = tab(there, alice);
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
    void a_page_may_look_back_and_join_from_there() {
        ClientPage b = tab(there, bob);
        b.begin(chat(250, 0));
        b.done();
        ClientPage a = ClientPage.open(here, stage.uri(), alice, Map.of()).online();
        String first = (String) b.get("log[0].cursor");
        b.begin("for (let i = 250; i < 300; i++) await herald.send('%s', i)".formatted(room));
        a.get("herald.join('%s', { cursor: '%s' })".formatted(room, first));
        b.done();
        a.untilAll(300);
        assertEquals(upTo(300).subList(1, 300), a.numbers());
        assertEquals(200, a.get("(await herald.history('%s', { limit: 200 })).events.length".formatted(room)));
    }

    @Test
    void who_joins_from_where_nothing_is_held_any_more_is_told_and_gets_what_is() {
        ClientPage b = tab(there, bob);
        b.begin(chat(5, 0));
        b.done();
        ClientPage a = ClientPage.open(here, stage.uri(), alice, Map.of()).online();
        a.get("herald.join('%s', { cursor: '1-0' })".formatted(room));
        assertEquals(upTo(5), a.numbers());
        assertEquals("room:" + room, a.get("String(resets.map((reset) => reset.channels))"));
        a.get("herald.join('%s', { cursor: log[0].cursor })".formatted(room));
        assertEquals(1, a.get("resets.length"));
    }

    /** The answer to who is there may be older than the join, of which oneself is not told. */
    @Test
    void who_watches_a_room_is_there_however_late_the_join() {
        here.addInitScript(LATE_JOINS);
        ClientPage a = tab(here, alice);
        a.begin("herald.presence.watch('%s', (users) => { window.there = users; })".formatted(room));
        a.until("window.there?.length === 0");
        a.get("late.forEach((join) => join())");
        a.until("there.length === 1");
    }

    @Test
    void typing_and_presence_are_told() {
        ClientPage a = tab(here, alice);
        ClientPage b = tab(there, bob);
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
