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

/** A page that uses the browser's own EventSource, and no library, as docs/client.md shows it. */
class EventSourceIT {

    private static final String LISTEN = """
        (url) => {
          window.titles = []; window.opened = 0;
          window.source = new EventSource(url);
          source.addEventListener('ready', () => opened++);
          source.addEventListener('notification', ({ data }) => titles.push(JSON.parse(data).data.title));
        }\
        """;

    /** Comes back by itself, with a ticket of its own each time. */
    private static final String LISTEN_WITH_TICKETS = """
        async (token) => {
          window.titles = []; window.opened = 0;
          let last = '';
          window.listen = async () => {
            const headers = { Authorization: `Bearer ${token}` };
            const { ticket } = await (await fetch('/api/v1/tickets', { method: 'POST', headers })).json();
            window.source = new EventSource(`/api/v1/stream?ticket=${ticket}&lastEventId=${last}`);
            const keep = ({ lastEventId }) => { last = lastEventId; };
            source.addEventListener('ready', (event) => { keep(event); opened++; });
            source.addEventListener('hb', keep);
            source.addEventListener('notification', (event) => { keep(event); titles.push(JSON.parse(event.data).data.title); });
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
    void with_the_cookie_it_resumes_by_itself_after_a_restart() {
        try (BrowserContext session = withCookie()) {
            Page page = page(session);
            page.evaluate(LISTEN, "/api/v1/stream");
            assertResumes(page);
        }
    }

    @Test
    void with_tickets_it_is_made_anew_and_goes_on_where_it_was() {
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
    void a_ticket_serves_once() {
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
    void a_first_connect_may_name_its_cursor() {
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
