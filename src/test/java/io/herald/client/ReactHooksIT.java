package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route.FulfillOptions;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Browser;
import io.herald.testing.SharedInstances;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The hooks for React in strict mode, with the service. {@code src/main/client/package/check} installs React and the bundler. */
class ReactHooksIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static final Path MODULES = Path.of("target/client-package/react/node_modules");
    private static final String SERVED = "src/main/resources/META-INF/resources/client/";

    /** The page of the history is read, and the event delivered, when the test wants it. */
    private static final String HELD = """
            (herald) => {
              const [history, on] = [herald.history.bind(herald), herald.on.bind(herald)];
              const [reads, events] = [[], []];
              herald.history = (...args) => new Promise((read) => reads.push(() => read(history(...args))));
              herald.on = (name, listener) =>
                on(name, name === 'message' ? (event) => events.push(() => listener(event)) : listener);
              window.arrived = () => events.length;
              window.readHistory = () => reads.splice(0).forEach((read) => read());
              window.deliver = () => events.splice(0).forEach((event) => event());
            }""";

    private static Browser browser;
    private static String bundle;

    private final String user = "user-" + UUID.randomUUID();
    private final String room = "react-" + UUID.randomUUID();
    private final Tokens token = Tokens.of(user).herald(Map.of("join", List.of("react-*"), "send", List.of("react-*")));
    private Page page;

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        if (!Files.exists(MODULES.resolve("react-dom"))) {
            System.err.println("SKIPPED: run src/main/client/package/check first, which installs React.");
        }
        assumeTrue(Files.exists(MODULES.resolve("react-dom")), "no React");
        browser = Browser.start();
        Path output = Files.createTempFile("hooks", ".js");
        ProcessBuilder esbuild = new ProcessBuilder(
                MODULES.resolve(".bin/esbuild").toString(),
                "src/test/resources/client/hooks.tsx",
                "--bundle",
                "--format=esm",
                "--jsx=automatic",
                "--log-level=warning",
                "--external:./herald-push.js",
                "--external:./herald-inbox.js",
                "--alias:herald-push-client=./" + SERVED + "herald.js",
                "--alias:herald-push-client/react=./" + SERVED + "herald-react.js",
                "--outfile=" + output,
                "--allow-overwrite");
        esbuild.environment().put("NODE_PATH", MODULES.toAbsolutePath().toString());
        assertEquals(0, esbuild.inheritIO().start().waitFor());
        bundle = Files.readString(output);
        Files.delete(output);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    private void open() {
        open("() => {}");
    }

    /** @param prepare changes the connection before the hooks use it */
    private void open(String prepare) {
        page = browser.page();
        page.exposeFunction("signed", args -> token.sign());
        page.navigate(INSTANCES.one().baseUri().resolve("/q/health/live").toString());
        page.evaluate("room => { window.room = room; }", room);
        page.evaluate("() => { window.prepare = " + prepare + "; }");
        page.route(
                "**/hooks.js",
                route -> route.fulfill(
                        new FulfillOptions().setContentType("text/javascript").setBody(bundle)));
        page.addScriptTag(new Page.AddScriptTagOptions().setUrl("/hooks.js").setType("module"));
        await("hooks.state === 'online' && hooks.joined");
    }

    private void await(String condition) {
        page.waitForFunction("() => window.hooks && " + condition);
    }

    private void call(String change) {
        page.evaluate("() => hooks." + change);
    }

    @Test
    void the_hooks_show_and_change_the_inbox() {
        Api publisher = new Api(INSTANCES.one().baseUri(), Tokens.publisher("shop"));
        Api reader = new Api(INSTANCES.one().baseUri(), token.sign());
        for (String title : List.of("first", "second", "third")) {
            publisher.notify(user, title);
        }
        Await.until(
                "all are in the inbox", () -> reader.get("/api/v1/inbox").body().contains("\"unread\":3"));
        open();
        await("hooks.inbox.items.length === 2 && hooks.inbox.unread === 3 && hooks.inbox.hasMore");
        // The list may be read again at any time, here by the page itself.
        page.evaluate("() => { hooks.inbox.reload(); hooks.inbox.loadMore(); }");
        await("String(hooks.inbox.items.map(({ title }) => title)) === 'third,second,first' && !hooks.inbox.hasMore");
        publisher.notify(user, "live");
        await("hooks.inbox.items[0].title === 'live' && hooks.inbox.unread === 4");
        call("inbox.read(hooks.inbox.items[1].id)");
        await("hooks.inbox.items[1].readAt && hooks.inbox.unread === 3");
        call("inbox.archive(hooks.inbox.items[1].id)");
        await("String(hooks.inbox.items.map(({ title }) => title)) === 'live,second,first'");
        call("inbox.remove(hooks.inbox.items[2].id)");
        await("hooks.inbox.items.length === 2 && !hooks.inbox.error");
        Await.until(
                "the service has the changes",
                () -> reader.get("/api/v1/inbox?status=archived").body().contains("third"));
        page.close();
    }

    @Test
    void the_hooks_show_a_room_with_its_messages_and_people() {
        open();
        call("send('Hello')");
        await("String(hooks.messages.map(({ data }) => data.content)) === 'Hello'");
        page.waitForFunction("user => hooks.present.some((one) => one.user === user)", user);
        page.close();
    }

    @Test
    void a_message_that_the_history_contains_before_it_arrives_is_shown_once() {
        open(HELD);
        call("send('Hello')");
        await("arrived() > 0");
        page.evaluate("() => readHistory()");
        await("String(hooks.messages.map(({ data }) => data.content)) === 'Hello'");
        page.evaluate("() => deliver()");
        call("send('again')");
        await("arrived() > 0");
        page.evaluate("() => deliver()");
        await("String(hooks.messages.map(({ data }) => data.content)) === 'Hello,again'");
        page.close();
    }
}
