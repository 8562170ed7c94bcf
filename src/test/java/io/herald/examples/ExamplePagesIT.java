package io.herald.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Browser;
import io.herald.testing.Executables;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PageServer;
import io.herald.testing.SharedInstances;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Uses the pages of {@code examples} in a browser. They are of another origin than the service, from which they load the client. */
class ExamplePagesIT {

    @RegisterExtension
    static final SharedInstances instances = new SharedInstances();

    private static final Path EXAMPLES = Path.of("examples");
    private static final List<String> FILES = List.of(
            "session.js",
            "chat/index.html",
            "chat/chat.js",
            "shop-bell/index.html",
            "shop-bell/bell.js",
            "dashboard/index.html",
            "dashboard/dashboard.js");

    private static PageServer site;
    private static HeraldProcess herald;
    private static Browser browser;

    private final String alice = "alice-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        browser = Browser.start();
        site = PageServer.start();
        for (String file : FILES) {
            site.serve("/" + file.replace("index.html", ""), Files.readString(EXAMPLES.resolve(file)));
        }
        herald = instances.another(Map.of("herald.auth.allowed-origins", site.origin()));
    }

    @AfterAll
    static void stop() {
        if (herald != null) {
            herald.close();
            site.close();
            browser.close();
        }
    }

    private static Page open(String example, String user) {
        Page page = browser.page();
        page.route("**/dev/token", ExamplePagesIT::token);
        page.navigate(site.origin() + "/" + example + "/?user=" + user + "&herald=" + herald.baseUri());
        return page;
    }

    /** Replaces the call of development, which no packaged build has. */
    private static void token(Route route) {
        Map<?, ?> claims = claims(route.request().postData());
        String token = Tokens.of((String) claims.get("sub"))
                .claim("herald", claims.get("herald"))
                .sign();
        route.fulfill(new Route.FulfillOptions()
                .setContentType("application/json")
                .setHeaders(Map.of("Access-Control-Allow-Origin", site.origin()))
                .setBody("{\"token\":\"" + token + "\"}"));
    }

    private static Map<?, ?> claims(String json) {
        try {
            return new ObjectMapper().readValue(json, Map.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void until(Page page, String condition) {
        Await.until(condition, () -> (Boolean) page.evaluate("() => " + condition));
    }

    private static String text(String id) {
        return "document.getElementById('" + id + "').textContent";
    }

    @Test
    void the_chat_shows_messages_history_and_who_is_here() {
        Page first = open("chat", alice);
        Page second = open("chat", bob);
        for (Page page : List.of(first, second)) {
            until(page, text("status") + ".startsWith('online')");
            assertEquals("online websocket", page.textContent("#status"));
        }
        until(first, text("present") + ".includes('" + bob + "')");
        first.fill("#text", "Hello <b>Bob</b>");
        // Each keystroke prolongs the state, which otherwise ends after five seconds.
        Await.until("bob sees that alice is typing", () -> {
            first.dispatchEvent("#text", "input");
            return second.textContent("#typing").contains(alice);
        });
        first.click("button");
        until(second, text("messages") + ".includes('" + alice + " Hello <b>Bob</b>')");
        second.reload();
        until(second, text("messages") + ".includes('" + alice + " Hello <b>Bob</b>')");
        until(first, "document.querySelectorAll('#messages li').length === 1");
    }

    @Test
    void the_bell_counts_lists_and_marks_as_read() {
        Page page = open("shop-bell", alice);
        Api shop = new Api(instances.two().baseUri(), Tokens.publisher("shop-" + alice));
        assertEquals(202, shop.notify(alice, "Your order is on its way").statusCode());
        until(page, text("badge") + " === '1'");
        page.click("#bell");
        until(page, text("list") + " === 'Your order is on its way'");
        page.click("#list li");
        until(page, text("badge") + " === ''");
        until(page, "!document.querySelector('#list li.unread')");
    }

    @Test
    void the_dashboard_shows_what_the_feed_sends() throws Exception {
        Path node = Executables.find("", List.of("node")).orElse(null);
        if (node == null) {
            System.err.println("SKIPPED: node is not installed.");
            Assumptions.abort("node is not installed");
        }
        Page page = open("dashboard", alice);
        until(page, text("status") + " === 'Live'");
        Program.run(
                EXAMPLES.resolve("dashboard"),
                Map.of(
                        "HERALD_URL", instances.two().baseUri().toString(),
                        "HERALD_TOKEN", Tokens.publisher("feed-" + alice)),
                List.of(node.toString(), "feed.mjs", "0.1"));
        until(page, "document.querySelectorAll('#machines tr').length === 3");
        until(page, "[...document.querySelectorAll('meter')].every((meter) => meter.title.endsWith(' %'))");
        page.reload();
        until(page, "document.querySelectorAll('#machines tr').length === 3");
    }
}
