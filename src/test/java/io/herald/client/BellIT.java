package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route.FulfillOptions;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Browser;
import io.herald.testing.SharedInstances;
import io.herald.testing.Tokens;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The six lines of a bell in Chromium, with the service. {@link FirefoxPushIT} has the same in Firefox. */
class BellIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static Browser browser;

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

    @Test
    void a_page_with_six_lines_has_a_working_bell() {
        URI base = INSTANCES.one().baseUri();
        String user = "user-" + UUID.randomUUID();
        Api api = new Api(base, Tokens.of(user).sign());
        Api publisher = new Api(base, Tokens.publisher("shop"));
        Page page = browser.page();
        page.route(
                base.resolve("/shop").toString(),
                route -> route.fulfill(
                        new FulfillOptions().setContentType("text/html").setBody(BellPage.of(""))));
        page.route(
                base.resolve("/herald-token").toString(),
                route -> route.fulfill(new FulfillOptions().setBody(api.token())));
        publisher.notify(user, "Before");
        Await.until("it is in the inbox", () -> api.get("/api/v1/inbox").body().contains("Before"));
        page.navigate(base.resolve("/shop").toString());
        await(page, BellPage.LABEL + " === 'Notifications, 1 unread notification'");
        publisher.notify(user, "Live");
        page.locator("[part~=toast]").getByText("Live").waitFor();
        await(page, BellPage.LABEL + " === 'Notifications, 2 unread notifications'");
        page.locator("[part=bell]").click();
        page.locator("li").getByText("Before").waitFor();
        assertEquals("Live,Before", page.evaluate(BellPage.TITLES));
        page.locator("li").getByText("Live").click();
        await(page, BellPage.LABEL + " === 'Notifications, 1 unread notification'");
        Await.until(
                "it is read", () -> api.get("/api/v1/inbox?status=read").body().contains("Live"));
        page.close();
    }

    private static void await(Page page, String expression) {
        page.waitForFunction("() => " + expression);
    }
}
