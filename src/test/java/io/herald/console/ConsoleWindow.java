package io.herald.console;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.herald.testing.Browser;
import io.herald.testing.FakePushCalls;
import io.herald.testing.FakePushManager;
import io.herald.testing.Tokens;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The console in a window of its own browser session. Collects the errors that the browser reports. */
final class ConsoleWindow implements AutoCloseable {

    /** The browser reports a 4xx answer as an error. The page handles it, and tests provoke it. */
    private static final String REFUSED = "Failed to load resource: the server responded with a status of 4";

    /** The browser reports a failed connect as an error. The page handles it, and tests provoke it. */
    private static final String OFFLINE = "net::ERR_INTERNET_DISCONNECTED";

    /** Other tests may use the CPU. */
    private static final double TIMEOUT_MS = 30_000;

    final Page page;
    private final BrowserContext session;
    private final URI base;
    private final List<String> errors = new ArrayList<>();

    private ConsoleWindow(Browser browser, URI base) {
        PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MS);
        this.base = base;
        this.session = browser.session();
        this.page = session.newPage();
        page.onPageError(errors::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")
                    && !message.text().startsWith(REFUSED)
                    && !message.text().contains(OFFLINE)) {
                errors.add(message.text() + " at " + message.location());
            }
        });
    }

    /** Opens the sign-in page. */
    static ConsoleWindow signedOut(Browser browser, URI base) {
        ConsoleWindow window = new ConsoleWindow(browser, base);
        window.page.navigate(base.toString());
        return window;
    }

    static ConsoleWindow signedIn(Browser browser, URI base, String token) {
        ConsoleWindow window = signedOut(browser, base);
        window.signIn(token);
        window.page.locator("#status[data-state=connected]").waitFor();
        return window;
    }

    static ConsoleWindow of(Browser browser, URI base, String user, String... groups) {
        return signedIn(browser, base, token(user, groups));
    }

    static String token(String user, String... groups) {
        return Tokens.of(user)
                .groups(groups)
                .herald(Map.of("join", List.of("team-*")))
                .sign();
    }

    void signIn(String token) {
        page.getByLabel("Token").fill(token);
        button("Sign in").click();
    }

    /** Replaces the push manager of this window, and the calls on Web Push. */
    FakePushCalls fakePush() {
        FakePushManager.addTo(session);
        FakePushCalls calls = FakePushCalls.in(session);
        page.reload();
        return calls;
    }

    void go(String view) {
        page.navigate(base + "/#/" + view);
    }

    /** Switches the network of this window off or on. */
    void offline(boolean offline) {
        session.setOffline(offline);
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator find(String selector, String text) {
        return page.locator(selector, new Page.LocatorOptions().setHasText(text));
    }

    List<String> errors() {
        return errors;
    }

    @Override
    public void close() {
        session.close();
    }
}
