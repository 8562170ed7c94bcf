package io.herald.console;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.herald.testing.Browser;
import io.herald.testing.Tokens;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The console in a window of its own browser session, and what the browser had to complain about in it. */
final class ConsoleWindow implements AutoCloseable {

    /** A refusal is told as an error too; the page deals with it, which is often the point of a test. */
    private static final String REFUSED = "Failed to load resource: the server responded with a status of 4";

    /** What the browser says where there is no network, of which the page is to make the best. */
    private static final String AWAY = "net::ERR_INTERNET_DISCONNECTED";

    /** For a page whose machine is busy with other tests. */
    private static final double PATIENCE_MS = 30_000;

    final Page page;
    private final BrowserContext session;
    private final URI base;
    private final List<String> complaints = new ArrayList<>();

    private ConsoleWindow(Browser browser, URI base) {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        this.base = base;
        this.session = browser.session();
        this.page = session.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(told -> {
            if (told.type().equals("error")
                    && !told.text().startsWith(REFUSED)
                    && !told.text().contains(AWAY)) {
                complaints.add(told.text() + " at " + told.location());
            }
        });
    }

    /** Where one signs in. */
    static ConsoleWindow closed(Browser browser, URI base) {
        ConsoleWindow window = new ConsoleWindow(browser, base);
        window.page.navigate(base.toString());
        return window;
    }

    static ConsoleWindow signedIn(Browser browser, URI base, String token) {
        ConsoleWindow window = closed(browser, base);
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

    void go(String view) {
        page.navigate(base + "/#/" + view);
    }

    /** The service, as far as this window can tell. */
    void away(boolean isAway) {
        session.setOffline(isAway);
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator find(String selector, String text) {
        return page.locator(selector, new Page.LocatorOptions().setHasText(text));
    }

    List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        session.close();
    }
}
