package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.herald.testing.Browser;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks that each call of {@code join} settles, whatever happens while it is in flight. The page uses a fake service. */
class RoomJoinTest {

    private static final String ORIGIN = "http://localhost:1";

    /**
     * A fake socket and stream that a test opens and answers, and a REST call without users. {@code outcome} settles to the
     * code of an error, or to "joined".
     */
    private static final String FAKE_SERVICE = """
        window.token = `.${btoa(JSON.stringify({ sub: 'alice', exp: Date.now() / 1000 + 3600 }))}.`;
        window.sockets = [];
        window.WebSocket = class {
          constructor(url) { Object.assign(this, { url, sent: [], readyState: 0 }); sockets.push(this); }
          send(text) { this.sent.push(JSON.parse(text)); }
          close() { this.isClosed = true; }
          frame(frame) { this.onmessage?.({ data: JSON.stringify(frame) }); }
          open(rooms = []) { this.frame(ready(rooms)); }
          ack({ id }) { this.frame({ event: 'ack', id, data: { users: [] } }); }
          refuse({ id }) { this.frame({ event: 'error', id, data: { code: 'forbidden', message: 'No.' } }); }
          drop() { this.onclose?.({ code: 1006 }); }
          get joins() { return this.sent.filter(({ event }) => event === 'room.join'); }
        };
        window.ready = (rooms) => ({ event: 'ready', data: { recovered: true, cursor: '5-0', heartbeat: 'PT20S', rooms } });
        window.streams = [];
        const fetched = window.fetch;
        window.fetch = (url, options) => !url.includes('/stream') ? fetched(url, options) : new Promise((open, fail) => {
          const stream = { url, open: (more = '') => open(new Response(new ReadableStream({ start(body) {
            const text = `id: 5-0\\nevent: ready\\ndata: ${JSON.stringify(ready([]).data)}\\n\\n${more}`;
            body.enqueue(new TextEncoder().encode(text));
            options.signal.addEventListener('abort', () => body.error(options.signal.reason));
          } }))) };
          options.signal.addEventListener('abort', () => fail(options.signal.reason));
          streams.push(stream);
        });
        window.until = async (condition) => { while (!condition()) await new Promise((done) => setTimeout(done, 5)); };
        window.turn = () => new Promise((done) => setTimeout(done));
        window.outcome = (joining) => joining.then(() => 'joined', ({ code }) => code);
        window.connected = async (more) => {
          const { Herald } = await import('/herald.js');
          window.herald = new Herald({ share: false, transports: ['websocket'], token: () => token, ...more });
        };
        window.online = async () => {
          await connected();
          await until(() => sockets[0]);
          sockets[0].open();
          return sockets[0];
        };
        """;

    private static Browser browser;
    private Page page;

    @BeforeAll
    static void start() {
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        page = browser.page();
        page.addInitScript(FAKE_SERVICE);
        page.route("**/*", RoomJoinTest::serve);
        page.navigate(ORIGIN + "/");
    }

    private static void serve(Route route) {
        String path = route.request().url().substring(ORIGIN.length());
        if (path.endsWith(".js")) {
            route.fulfill(new Route.FulfillOptions().setPath(Path.of("src/main/client" + path)));
        } else if (path.startsWith("/api/")) {
            route.fulfill(new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody("{\"users\":[]}"));
        } else {
            route.fulfill(new Route.FulfillOptions().setContentType("text/html").setBody("<!doctype html>"));
        }
    }

    private String run(String script) {
        return String.valueOf(page.evaluate("""
            () => Promise.race([
              (async () => { %s })(),
              new Promise((done) => setTimeout(done, 20_000, 'no answer')),
            ])\
            """.formatted(script)));
    }

    /** Two commands would count twice against the rate limit of the connection. */
    @Test
    void a_second_join_of_a_room_settles_with_the_join_in_flight() {
        assertEquals("joined,joined,1", run("""
            const socket = await online();
            const outcomes = [herald.join('r'), herald.join('r')].map(outcome);
            await until(() => socket.joins[0]);
            await turn();
            socket.joins.forEach((join) => socket.ack(join));
            return [...(await Promise.all(outcomes)), socket.joins.length].join();\
            """));
    }

    @Test
    void a_second_join_with_another_filter_is_sent() {
        assertEquals("joined,joined,2", run("""
            const socket = await online();
            const outcomes = [herald.join('r'), herald.join('r', { where: { level: 'error' } })].map(outcome);
            await until(() => socket.joins[1]);
            socket.joins.forEach((join) => socket.ack(join));
            return [...(await Promise.all(outcomes)), socket.joins.length].join();\
            """));
    }

    @Test
    void a_join_after_a_leave_settles_with_its_own_answer() {
        assertEquals("closed,joined", run("""
            const socket = await online();
            const first = outcome(herald.join('r'));
            herald.leave('r');
            const second = outcome(herald.join('r'));
            await until(() => socket.joins[1]);
            socket.refuse(socket.joins[0]);
            socket.ack(socket.joins[1]);
            return [await first, await second].join();\
            """));
    }

    @Test
    void joins_in_flight_when_the_connection_drops_are_repeated_on_the_next() {
        assertEquals("joined,joined,1", run("""
            const socket = await online();
            const outcomes = [herald.join('r'), herald.join('r')].map(outcome);
            await until(() => socket.joins[0]);
            socket.drop();
            await until(() => sockets[1]);
            sockets[1].open();
            await until(() => sockets[1].joins[0]);
            sockets[1].joins.forEach((join) => sockets[1].ack(join));
            return [...(await Promise.all(outcomes)), sockets[1].joins.length].join();\
            """));
    }

    @Test
    void joins_in_flight_when_the_client_is_closed_fail() {
        assertEquals("closed,closed", run("""
            const socket = await online();
            const outcomes = [herald.join('r'), herald.join('r')].map(outcome);
            await until(() => socket.joins[0]);
            herald.close();
            return (await Promise.all(outcomes)).join();\
            """));
    }

    /** The browser hides a page in the back/forward cache. A join without an answer would hold back the events of the room. */
    @Test
    void a_join_in_flight_when_the_page_is_hidden_settles_when_it_is_shown() {
        assertEquals("joined", run("""
            const socket = await online();
            const joining = outcome(herald.join('r'));
            await until(() => socket.joins[0]);
            dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
            dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
            await until(() => sockets[1]);
            sockets[1].open();
            await until(() => sockets[1].joins[0]);
            sockets[1].joins.forEach((join) => sockets[1].ack(join));
            return joining;\
            """));
    }

    /** The first stream cannot follow the room, because its query is older than the join. */
    @Test
    void a_join_while_a_stream_opens_settles_when_the_next_stream_follows_the_room() {
        assertEquals("in flight,joined,true", run("""
            await connected({ transports: ['sse'] });
            await until(() => streams[0]);
            let answer = 'in flight';
            const joining = outcome(herald.join('r')).then((result) => (answer = result));
            streams[0].open();
            await until(() => streams[1] || answer !== 'in flight');
            const early = answer;
            streams[1]?.open();
            return [early, await joining, streams[1]?.url.includes('room=r')].join();\
            """));
    }

    /** Events older than a reconnect count as caught up. */
    @Test
    void the_first_stream_is_no_reconnect() {
        assertEquals("true,0,1", run("""
            await connected({ transports: ['sse'] });
            const event = (id, age) => {
              const data = { cursor: id, id, channel: 'user:alice', event: 'x', time: new Date(Date.now() - age), data: 0 };
              return `id: ${id}\\nevent: x\\ndata: ${JSON.stringify(data)}\\n\\n`;
            };
            const received = [];
            herald.on('*', ({ id }) => received.push(id));
            await until(() => streams[0]);
            streams[0].open(event('5-1', 60_000));
            await until(() => received[0]);
            const { caughtUp } = herald.status;
            herald.connect();
            await until(() => streams[1]);
            streams[1].open(event('5-2', 120_000));
            await until(() => received[1]);
            return [streams[1].url.includes('lastEventId=5-'), caughtUp, herald.status.caughtUp].join();\
            """));
    }

    /** The client requests its token while it connects. */
    @Test
    void a_client_that_is_closed_while_it_connects_opens_no_socket() {
        assertEquals("1", run("""
            let provide;
            await connected({ token: () => sockets[0] ? new Promise((done) => (provide = done)) : token });
            await until(() => sockets[0]);
            sockets[0].open();
            sockets[0].onclose({ code: 4401 });
            await until(() => provide);
            herald.close();
            provide(token);
            await turn();
            return sockets.length;\
            """));
    }
}
