package io.herald.access.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.SameSiteAttribute;
import io.herald.testing.Await;
import io.herald.testing.Browser;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PageServer;
import io.herald.testing.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Checks with a real browser which pages may use a user's cookie. Pages on other ports of the same host share its cookies. */
@Tag("extended")
class BrowserOriginIT {

    private static final String OPEN_EVENT_SOURCE = """
        url => new Promise(done => {
          const source = new EventSource(url, {withCredentials: true});
          const finish = result => { source.close(); done(result); };
          source.addEventListener('ready', () => finish('ready'));
          source.onerror = () => finish('error');
        })\
        """;

    private static final String OPEN_SOCKET = """
        url => new Promise(done => {
          const socket = new WebSocket(url);
          socket.onmessage = () => { done('ready'); socket.close(); };
          socket.onerror = () => done('error');
        })\
        """;

    private static Browser browser;
    private static PageServer allowed;
    private static PageServer foreign;
    private static HeraldProcess herald;
    private BrowserContext session;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        allowed = PageServer.start();
        foreign = PageServer.start();
        herald = HeraldProcess.start(Map.of(
                "herald.auth.allowed-origins",
                allowed.origin(),
                "quarkus.http.access-log.enabled",
                "true",
                "quarkus.http.access-log.pattern",
                "answered %s to %{i,Sec-Fetch-Dest} of %{i,Origin}"));
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable each : new AutoCloseable[] {herald, allowed, foreign, browser}) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @BeforeEach
    void signIn() {
        session = browser.session();
        session.addCookies(List.of(new Cookie("herald_token", Tokens.of("alice").sign())
                .setUrl(herald.baseUri().toString())
                .setHttpOnly(true)
                .setSameSite(SameSiteAttribute.LAX)));
    }

    @AfterEach
    void signOut() {
        session.close();
    }

    @Test
    void an_event_source_of_our_own_page_uses_the_cookie() {
        assertEquals("ready", page(herald.baseUri().toString()).evaluate(OPEN_EVENT_SOURCE, stream()));
    }

    /** A browser reports a violation of the policy on the page's console. */
    @Test
    void our_pages_do_not_violate_their_content_security_policy() {
        Page page = session.newPage();
        List<String> messages = new ArrayList<>();
        page.onConsoleMessage(message -> messages.add(message.text()));
        for (String path : List.of("/", "/q/swagger-ui/")) {
            page.navigate(herald.baseUri().resolve(path).toString());
            page.waitForLoadState(LoadState.NETWORKIDLE);
        }
        assertEquals(
                List.of(),
                messages.stream()
                        .filter(text -> text.contains("Content Security Policy"))
                        .toList());
    }

    @Test
    void an_injected_script_in_our_page_reaches_no_other_host() {
        Page page = page(herald.baseUri().toString());
        assertEquals("ready", page.evaluate(OPEN_SOCKET, socket()), "our own socket");
        Object result = page.evaluate(
                "url => fetch(url, {mode: 'no-cors'}).then(() => 'reached', () => 'refused')", foreign.origin());
        assertEquals("refused", result);
    }

    @Test
    void a_page_of_an_allowed_origin_uses_the_cookie() {
        assertEquals("ready", page(allowed.origin()).evaluate(OPEN_EVENT_SOURCE, stream()));
        assertEquals("ready", page(allowed.origin()).evaluate(OPEN_SOCKET, socket()));
    }

    @Test
    void a_page_of_a_foreign_origin_is_refused() {
        Page page = page(foreign.origin());

        assertEquals("error", page.evaluate(OPEN_EVENT_SOURCE, stream()));
        assertEquals("error", page.evaluate(OPEN_SOCKET, socket()));

        awaitAnswer("answered 403 to empty of " + foreign.origin());
        awaitAnswer("answered 403 to - of " + foreign.origin());
    }

    /** A browser sends this request without an Origin and with the cookie, because the pages share their host. */
    @Test
    void an_image_of_a_foreign_page_does_not_open_a_stream() {
        page(foreign.origin()).evaluate("url => { new Image().src = url }", stream());

        awaitAnswer("answered 403 to image of -");
    }

    /** Reads the access log of the service: a browser hides the status of a refused request from the page. */
    private static void awaitAnswer(String answer) {
        Await.until(answer, () -> herald.log().stream().anyMatch(line -> line.contains(answer)));
    }

    private Page page(String url) {
        Page page = session.newPage();
        page.navigate(url);
        return page;
    }

    private static String stream() {
        return herald.baseUri() + "/api/v1/stream";
    }

    private static String socket() {
        return herald.baseUri().toString().replace("http:", "ws:") + "/ws";
    }
}
