package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.FakePushCalls;
import io.herald.testing.FakePushManager;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the states of Web Push in a browser, subscribing, and renewing. */
abstract class PushScenarios extends ClientScenario {

    private FakePushCalls calls;

    private ClientPage page() {
        FakePushManager.addTo(firstSession);
        calls = FakePushCalls.in(firstSession);
        return open();
    }

    private ClientPage open() {
        return ClientPage.open(firstSession, fixture.uri(), alice, Map.of()).online();
    }

    private static String state(ClientPage page) {
        return (String) page.get("(await herald.push.state()).state");
    }

    private static String subscribe(ClientPage page) {
        return (String) page.get("(await herald.push.subscribe({ device: 'My laptop' })).state");
    }

    private static String refusal(ClientPage page, String options) {
        return (String)
                page.get("herald.push.subscribe(" + options + ").catch((e) => e instanceof HeraldError && e.code)");
    }

    @ParameterizedTest
    @CsvSource({
        "delete window.PushManager, unsupported",
        "delete window.PushManager; navigator.standalone = false, home-screen",
        "localStorage.permission = 'denied', denied",
        "localStorage.permission = 'default', unsubscribed",
        "localStorage.permission = 'granted', unsubscribed"
    })
    void the_state_tells_why_there_is_no_subscription(String browser, String state) {
        ClientPage a = page();
        a.page().evaluate("() => { " + browser + " }");
        assertEquals(state, state(a));
    }

    @Test
    void the_state_is_disabled_if_the_service_has_no_key() {
        ClientPage a = page();
        calls.key = null;
        assertEquals("disabled", state(a));
        assertEquals("not_found", refusal(a, ""));
    }

    @Test
    void a_click_subscribes_this_browser() {
        ClientPage a = page();
        assertEquals("unsubscribed", state(a));
        assertEquals("subscribed", subscribe(a));
        JsonObject put = calls.puts.get(0);
        assertEquals("https://push.example.net/1", put.getString("endpoint"));
        assertEquals("point-1", put.getJsonObject("keys").getString("p256dh"));
        assertEquals("My laptop", put.getString("device"));
        assertEquals(calls.key, put.getString("key"));
        assertEquals("id-1", a.get("(await herald.push.state()).id"));
        assertEquals(
                fixture.uri().resolve("/client/herald-worker.js").toString(),
                a.get("(await navigator.serviceWorker.getRegistration('/')).active.scriptURL"));
    }

    @Test
    void without_a_click_nobody_is_asked() {
        ClientPage a = page();
        a.get("Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } })");
        assertEquals("invalid", refusal(a, ""));
        assertEquals("default", a.get("Notification.permission"));
    }

    @Test
    void a_user_who_blocks_notifications_stays_unsubscribed() {
        ClientPage a = page();
        a.get("localStorage.permission = 'denied'");
        assertEquals("denied", refusal(a, ""));
        assertEquals(List.of(), calls.puts);
    }

    @Test
    void a_worker_of_the_site_is_not_replaced() {
        ClientPage a = page();
        a.get("navigator.serviceWorker.register('/client/herald.js', { type: 'module' }).then(() => true)");
        assertEquals("conflict", refusal(a, "{ scope: '/client/' }"));
        assertEquals("subscribed", subscribe(a));
    }

    @Test
    void a_worker_of_another_origin_is_refused() {
        assertEquals("invalid", refusal(page(), "{ worker: 'https://elsewhere.example.com/worker.js' }"));
    }

    @Test
    void unsubscribing_removes_the_subscription_here_and_at_the_service() {
        ClientPage a = page();
        subscribe(a);
        assertEquals("unsubscribed", a.get("(await herald.push.unsubscribe()).state"));
        assertEquals(List.of("id-1"), calls.deleted);
        assertEquals("undefined", a.get("String(localStorage.subscription)"));
    }

    @Test
    void all_tabs_see_a_change_of_one() {
        ClientPage first = page();
        ClientPage second = open();
        second.get("herald.on('session.push', ({ state }) => { window.push = state; })");
        subscribe(first);
        second.until("window.push === 'subscribed'");
        first.get("herald.push.unsubscribe()");
        second.until("window.push === 'unsubscribed'");
    }

    @Test
    void opening_the_site_after_a_change_of_the_key_subscribes_with_the_new_one() {
        ClientPage a = page();
        subscribe(a);
        calls.key = "a2V5LTI";
        a.reload();
        a.online();
        a.until("JSON.parse(localStorage.subscription).key === 'a2V5LTI'");
        assertEquals("subscribed", state(a));
        assertEquals("id-2", a.get("(await herald.push.state()).id"));
        assertEquals("My laptop", calls.puts.get(1).getString("device"));
        assertEquals(List.of("id-1"), calls.deleted);
    }

    @Test
    void opening_the_site_registers_a_subscription_that_the_browser_has_replaced() {
        ClientPage a = page();
        subscribe(a);
        a.get("localStorage.removeItem('subscription')");
        a.reload();
        a.online();
        assertEquals("subscribed", state(a));
        assertEquals("https://push.example.net/2", calls.puts.get(1).getString("endpoint"));
    }

    @Test
    void a_current_subscription_is_not_sent_again() {
        ClientPage a = page();
        subscribe(a);
        a.reload();
        a.online();
        assertEquals("subscribed", state(a));
        assertEquals(1, calls.puts.size());
    }

    @Test
    void a_subscription_that_was_removed_on_another_device_stays_removed() {
        ClientPage a = page();
        subscribe(a);
        calls.subscriptions.clear();
        a.reload();
        a.online();
        assertEquals("unsubscribed", state(a));
        assertEquals(1, calls.puts.size());
        assertEquals("subscribed", subscribe(a));
    }

    /** The service has removed the subscription because the push service answered that it is gone. */
    @Test
    void a_subscription_that_the_push_service_has_ended_is_replaced() {
        ClientPage a = page();
        subscribe(a);
        calls.subscriptions.clear();
        a.get("localStorage.removeItem('subscription')");
        a.reload();
        a.online();
        assertEquals("subscribed", state(a));
        assertEquals("https://push.example.net/2", calls.puts.get(1).getString("endpoint"));
    }

    @Test
    void the_subscription_of_another_user_of_the_browser_stays_theirs() {
        ClientPage a = page();
        subscribe(a);
        calls.subscriptions.clear();
        a.get("localStorage.removeItem('subscription')");
        ClientPage b =
                ClientPage.open(firstSession, fixture.uri(), bob, Map.of()).online();
        assertEquals("unsubscribed", state(b));
        assertEquals(1, calls.puts.size());
    }

    @Test
    void a_page_that_never_uses_web_push_does_not_load_its_module() {
        List<String> urls = new CopyOnWriteArrayList<>();
        firstSession.onRequest(request -> urls.add(request.url()));
        open();
        assertEquals(
                1,
                urls.stream().filter(url -> url.endsWith("/client/herald.js")).count());
        assertEquals(0, urls.stream().filter(url -> url.contains("push")).count());
    }
}
