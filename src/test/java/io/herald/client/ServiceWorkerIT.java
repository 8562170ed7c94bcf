package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Browser;
import io.herald.testing.FakePushManager;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PageServer;
import io.herald.testing.Tokens;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The service worker in Chromium, imported by the worker of a site with another origin. DevTools deliver the pushes. A headless
 * Chromium shows no notifications, so the site's worker reports them to its pages instead.
 */
class ServiceWorkerIT {

    private static final String WORKER = """
        self.herald = { url: '%1$s', icon: '/icon.png', actions: [{ action: 'read', title: 'Gelesen' }] };
        const report = async (message) => {
          for (const page of await clients.matchAll({ type: 'window', includeUncontrolled: true })) page.postMessage(message);
        };
        self.registration.showNotification = (title, options) => report({ shown: { title, ...options } });
        self.navigator.setAppBadge = (badge) => report({ badge });
        self.addEventListener('message', ({ data }) => {
          self.registration.pushManager.getSubscription = async () => ({ endpoint: data });
        });
        importScripts('%1$s/client/herald-worker.js');\
        """;

    private static final String OPEN = """
        async ([url, token]) => {
          Object.assign(window, { shown: [], badges: [], received: [] });
          navigator.serviceWorker.onmessage = ({ data }) => {
            if (data.shown) shown.push(data.shown);
            if (data.badge !== undefined) badges.push(data.badge);
          };
          await navigator.serviceWorker.register('/sw.js');
          await navigator.serviceWorker.ready;
          if (!token) return;
          const { Herald } = await import(url + '/client/herald.js');
          window.herald = new Herald({ url, token: () => token });
          herald.on('notification', ({ data }) => received.push(data.id));
          await herald.push.state();
        }\
        """;

    private static PageServer site;
    private static HeraldProcess herald;
    private static Browser browser;

    private final String user = "user-" + UUID.randomUUID();
    private BrowserContext session;
    private Page page;
    private CDPSession devTools;
    private @Nullable String registration;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        site = PageServer.start();
        herald = HeraldProcess.start(Map.of("herald.auth.allowed-origins", site.origin()));
        site.serve("/sw.js", WORKER.formatted(base()));
    }

    @AfterAll
    static void stop() {
        if (herald != null) {
            herald.close();
            site.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    private static String base() {
        return herald.baseUri().toString().replaceAll("/$", "");
    }

    @BeforeEach
    void openSession() {
        session = browser.session();
        FakePushManager.addTo(session);
        page = session.newPage();
        page.navigate(site.origin());
        devTools = session.newCDPSession(page);
        devTools.on("ServiceWorker.workerRegistrationUpdated", event -> {
            JsonArray all = event.getAsJsonArray("registrations");
            if (!all.isEmpty()) {
                registration =
                        all.get(0).getAsJsonObject().get("registrationId").getAsString();
            }
        });
        devTools.send("ServiceWorker.enable");
    }

    @AfterEach
    void closeSession() {
        session.close();
    }

    private void openPage(@Nullable String token) {
        page.evaluate(OPEN, Arrays.asList(base(), token));
        until("the worker is registered", "true");
    }

    private Object get(String expression) {
        return page.evaluate("async () => (" + expression + ")");
    }

    private void until(String what, String expression) {
        Await.until(what, () -> (Boolean) get(expression) && registration != null);
    }

    private static String payload(String title, @Nullable String id) {
        return """
            {"web_push":8030,"notification":{"title":"%s","body":"On Friday","navigate":"https://shop.example.com/orders/4711",\
            "tag":"order-4711","silent":false,"app_badge":"3","data":{%s"type":"info","link":"/orders/4711","truncated":false}}}\
            """.formatted(title, id == null ? "" : "\"id\":\"" + id + "\",");
    }

    private void push(String data) {
        JsonObject message = new JsonObject();
        message.addProperty("origin", site.origin());
        message.addProperty("registrationId", registration);
        message.addProperty("data", data);
        devTools.send("ServiceWorker.deliverPushMessage", message);
    }

    private Object titles() {
        return get("shown.map(({ title }) => title)");
    }

    @Test
    void a_push_becomes_a_notification_with_tag_icon_action_and_badge() {
        openPage(null);
        push(payload("Shipped", "one"));
        until("it is shown", "shown.length === 1");
        assertEquals(
                "Shipped|On Friday|order-4711|false|/icon.png|Gelesen",
                get(
                        "[shown[0].title, shown[0].body, shown[0].tag, shown[0].silent, shown[0].icon, shown[0].actions[0].title].join('|')"));
        assertEquals(
                "one|/orders/4711|https://shop.example.com/orders/4711",
                get("[shown[0].data.id, shown[0].data.link, shown[0].data.navigate].join('|')"));
        assertEquals(List.of(3), get("badges"));
    }

    @Test
    void other_pushes_are_left_to_the_worker_of_the_site() {
        openPage(null);
        for (String other :
                List.of("", "text", "null", "{}", "{\"web_push\":1,\"notification\":{\"title\":\"Other\"}}")) {
            push(other);
        }
        push(payload("Shipped", "one"));
        until("it is shown", "shown.length === 1");
        assertEquals(List.of("Shipped"), titles());
    }

    @Test
    void a_visible_page_that_has_received_the_notification_suppresses_it() {
        openPage(Tokens.of(user).sign());
        until("the page is connected", "herald.status.state === 'online'");
        new Api(herald.baseUri(), Tokens.publisher("shop")).notify(user, "Received");
        until("the page has received it", "received.length === 1");
        push(payload("Received", (String) get("received[0]")));
        push(payload("Another", UUID.randomUUID().toString()));
        until("the other one is shown", "shown.length === 1");
        assertEquals(List.of("Another"), titles());
    }

    /** A test notification is in no inbox, and no page receives it. */
    @Test
    void a_test_notification_is_shown_although_the_page_is_visible() {
        openPage(Tokens.of(user).sign());
        push(payload("Test", null));
        until("it is shown", "shown.length === 1");
        assertEquals(List.of("Test"), titles());
    }

    /** Safari ends a subscription at the third push without a notification. */
    @Test
    void a_push_by_the_service_of_safari_is_always_shown() {
        openPage(Tokens.of(user).sign());
        until("the page is connected", "herald.status.state === 'online'");
        get("(await navigator.serviceWorker.ready).active.postMessage('https://web.push.apple.com/QaBcD')");
        new Api(herald.baseUri(), Tokens.publisher("shop")).notify(user, "Received");
        until("the page has received it", "received.length === 1");
        push(payload("Received", (String) get("received[0]")));
        until("it is shown", "shown.length === 1");
    }
}
