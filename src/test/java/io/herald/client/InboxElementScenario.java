package io.herald.client;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.herald.testing.Browser;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A page with the custom elements and a fake client. */
abstract class InboxElementScenario {

    private static final String ORIGIN = "http://localhost:1";
    private static final Path SERVED = Path.of("src/main/resources/META-INF/resources/client");
    private static final Path FAKE = Path.of("src/test/resources/client/fake-herald.js");
    private static final String PAGE = """
            <!doctype html><html lang="en"><meta name="color-scheme" content="light dark"><title>Shop</title><main><h1>Shop</h1>\
            <herald-inbox></herald-inbox></main><herald-toasts></herald-toasts>\
            """;
    private static final String OPEN = """
            async () => {
              const { fakeHerald } = await import('/fake-herald.js');
              window.herald = fakeHerald();
              window.inbox = document.querySelector('herald-inbox');
              window.module = await import('/client/herald-inbox.js');
              inbox.herald = herald;
            }""";

    private static Browser browser;
    Page page;

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
        page.route(ORIGIN + "/**", InboxElementScenario::serve);
        page.navigate(ORIGIN + "/");
        page.evaluate(OPEN);
    }

    private static void serve(Route route) {
        String path = route.request().url().substring(ORIGIN.length());
        if (path.startsWith("/client/")) {
            route.fulfill(new Route.FulfillOptions().setPath(SERVED.resolve(path.substring(8))));
        } else if (path.endsWith(".js")) {
            route.fulfill(new Route.FulfillOptions().setPath(FAKE));
        } else {
            route.fulfill(new Route.FulfillOptions().setBody(PAGE).setContentType("text/html"));
        }
    }

    final Locator bell() {
        return page.locator("[part=bell]");
    }

    final Locator button(String name) {
        return page.locator("[part=panel]").getByTitle(name, new Locator.GetByTitleOptions().setExact(true));
    }

    final Locator text(String text) {
        return page.locator("herald-inbox").getByText(text, new Locator.GetByTextOptions().setExact(true));
    }

    final void openList() {
        bell().click();
        text("Order shipped").waitFor();
    }
}
