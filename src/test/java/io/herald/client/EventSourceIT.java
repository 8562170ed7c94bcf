package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Browser;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks a page that uses the EventSource of the browser without a library, as docs/client.md shows. */
class EventSourceIT {

    private static final String LISTEN = """
        (url) => {
          window.titles = []; window.opened = 0;
          window.source = new EventSource(url);
          source.addEventListener('ready', () => opened++);
          source.addEventListener('notification', ({ data }) => titles.push(JSON.parse(data).data.title));
        }\
        """;

    /** Reconnects with a new ticket each time. */
    private static final String LISTEN_WITH_TICKETS = """
        async (token) => {
          window.titles = []; window.opened = 0;
          let last = '';
          window.listen = async () => {
            const headers = { Authorization: `Bearer ${token}` };
            const { ticket } = await (await fetch('/api/v1/tickets', { method: 'POST', headers })).json();
            window.source = new EventSource(`/api/v1/stream?ticket=${ticket}&lastEventId=${last}`);
            const remember = ({ lastEventId }) => { last = lastEventId; };
            source.addEventListener('ready', (event) => { remember(event); opened++; });
            source.addEventListener('hb', remember);
            source.addEventListener('notification', (event) => { remember(event); titles.push(JSON.parse(event.data).data.title); });
            source.onerror = () => { source.close(); setTimeout(() => listen().catch(source.onerror), 1000); };
          };
          await listen();
        }\
        """;

    private static Browser browser;
    private static HeraldProcess herald;

    private final String user = "user-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        browser = Browser.start();
        herald = HeraldProcess.start();
    }

    @AfterAll
    static void stop() {
        if (herald != null) {
            herald.close();
            browser.close();
        }
    }

    private BrowserContext withCookie() {
        BrowserContext session = browser.session();
        session.addCookies(List.of(new Cookie("herald_token", Tokens.of(user).sign())
                .setUrl(herald.baseUri().toString())));
        return session;
    }

    private static Page page(BrowserContext session) {
        Page page = session.newPage();
        page.navigate(herald.baseUri().resolve("/q/health/live").toString());
        return page;
    }

    private void notify(String title) {
        assertEquals(
                202,
                new Api(herald.baseUri(), Tokens.publisher("shop"))
                        .notify(user, title)
                        .statusCode());
    }

    private static void until(Page page, String expression) {
        Await.until(expression, () -> (Boolean) page.evaluate(expression));
    }

    private void restart() {
        String port = Integer.toString(herald.baseUri().getPort());
        herald.kill();
        herald = HeraldProcess.start(Map.of("quarkus.http.port", port));
    }

    @Test
    void with_a_cookie_an_event_source_resumes_after_a_restart() {
        try (BrowserContext session = withCookie()) {
            Page page = page(session);
            page.evaluate(LISTEN, "/api/v1/stream");
            assertResumes(page);
        }
    }

    @Test
    void with_tickets_a_new_event_source_resumes_after_a_restart() {
        try (BrowserContext session = browser.session()) {
            Page page = page(session);
            page.evaluate(LISTEN_WITH_TICKETS, Tokens.of(user).sign());
            assertResumes(page);
        }
    }

    private void assertResumes(Page page) {
        until(page, "opened === 1");
        notify("one");
        until(page, "titles.length === 1");
        restart();
        notify("two");
        until(page, "titles.length === 2");
        assertEquals(List.of("one", "two"), page.evaluate("titles"));
    }

    @Test
    void a_ticket_opens_one_stream() {
        try (BrowserContext session = browser.session()) {
            Page page = page(session);
            String ticket = (String) page.evaluate("""
                async (token) => (await (await fetch('/api/v1/tickets',
                  { method: 'POST', headers: { Authorization: `Bearer ${token}` } })).json()).ticket\
                """, Tokens.of(user).sign());
            page.evaluate(LISTEN, "/api/v1/stream?ticket=" + ticket);
            until(page, "opened === 1");
            page.evaluate(LISTEN, "/api/v1/stream?ticket=" + ticket);
            until(page, "source.readyState === EventSource.CLOSED");
            assertEquals(0, page.evaluate("opened"));
        }
    }

    @Test
    void a_first_connect_resumes_from_the_cursor_in_the_query() {
        try (BrowserContext session = withCookie()) {
            Page page = page(session);
            page.evaluate(LISTEN, "/api/v1/stream");
            until(page, "opened === 1");
            String cursor = (String) page.evaluate("""
                () => new Promise((done) => new EventSource('/api/v1/stream')
                  .addEventListener('ready', (event) => { event.target.close(); done(event.lastEventId); }))\
                """);
            notify("missed");
            until(page, "titles.length === 1");
            page.evaluate("source.close()");
            page.evaluate(LISTEN, "/api/v1/stream?lastEventId=" + cursor);
            until(page, "titles.length === 1");
            assertTrue((Boolean) page.evaluate("titles[0] === 'missed'"));
        }
    }
}
