package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import io.herald.testing.firefox.FirefoxSession;
import io.herald.testing.firefox.FirefoxTab;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Web Push from the publisher to the desktop: a browser that subscribes, decrypts, shows, and opens what is clicked. */
@Tag("extended")
class FirefoxPushIT {

    /** After 20 seconds, Firefox closes a notification by itself. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(12);

    private static FirefoxFixture fixture;

    private final String user = "user-" + UUID.randomUUID();
    private final Api api = new Api(fixture.herald().baseUri(), Tokens.of(user).sign());
    private final String title = "Shipped " + user;
    private FirefoxSession session;

    @BeforeAll
    static void start() {
        fixture = FirefoxFixture.open();
    }

    @AfterAll
    static void stop() throws Exception {
        if (fixture != null) {
            fixture.close();
        }
    }

    @BeforeEach
    void openSession() {
        session = fixture.firefox.session();
        session.allowNotifications(fixture.origin());
    }

    @AfterEach
    void closeSession() {
        fixture.pushService.resume();
        session.close();
    }

    /** Opens the shop, in which the user is signed in, and subscribes the browser. */
    private FirefoxTab subscribe() {
        FirefoxTab tab = session.open(fixture.origin() + "/");
        tab.get("localStorage.token = '" + api.token() + "'");
        tab.navigate(fixture.origin() + "/shop");
        tab.until("window.herald?.status.state === 'online'");
        assertEquals("subscribed", tab.get("(await herald.push.subscribe({ worker: '/sw.js' })).state"));
        return tab;
    }

    private void publish(String link) {
        String notification = new JsonObject()
                .put("to", new JsonObject().put("users", new JsonArray().add(user)))
                .put("type", "info")
                .put("title", title)
                .put("link", link)
                .encode();
        assertEquals(
                202,
                new Api(fixture.herald().baseUri(), Tokens.publisher("shop"))
                        .publish(notification)
                        .statusCode());
    }

    private void awaitNotification(String expected) {
        Await.until(expected + " is shown", () -> session.notifications().contains(expected));
    }

    private void awaitClosed() {
        Await.until(
                "it is closed", CLOSE_TIMEOUT, () -> !session.notifications().contains(title));
    }

    private void awaitRead() {
        Await.until(
                "it is read", () -> api.get("/api/v1/inbox?status=read").body().contains(title));
    }

    private Set<String> subscriptions() {
        JsonArray all = new JsonObject(api.get("/api/v1/push/subscriptions").body()).getJsonArray("subscriptions");
        return all.stream().map(one -> ((JsonObject) one).getString("id")).collect(Collectors.toSet());
    }

    private void awaitNewSubscription(Set<String> former) {
        Await.until("there is a new subscription, and no other", () -> {
            Set<String> now = subscriptions();
            return now.size() == 1 && !now.equals(former);
        });
    }

    @Test
    void a_click_on_a_push_to_a_closed_site_opens_the_link_and_marks_it_as_read_on_all_devices() {
        subscribe().close();
        try (SseClient otherDevice = fixture.herald().stream(api.token())) {
            publish("/orders?id=4711");
            awaitNotification(title);
            session.click(title);
            Await.until(
                    "the page is open",
                    () -> session.addresses().equals(List.of(fixture.origin() + "/orders?id=4711")));
            otherDevice.await("inbox.changed");
        }
        awaitRead();
        awaitClosed();
    }

    /** The opened page has no client. */
    @Test
    void without_a_page_that_could_do_so_the_cookie_marks_it_as_read() {
        FirefoxTab tab = subscribe();
        tab.get("document.cookie = 'herald_token=" + api.token() + "; path=/'");
        tab.close();
        publish("/elsewhere");
        awaitNotification(title);
        session.click(title);
        awaitRead();
    }

    @Test
    void a_click_on_a_push_without_a_link_focuses_an_open_page_which_marks_it_as_read() {
        subscribe();
        FirefoxTab other = session.open("about:blank");
        other.until("!document.hidden");
        new Api(fixture.herald().baseUri(), Tokens.publisher("shop")).notify(user, title);
        awaitNotification(title);
        session.click(title);
        other.until("document.hidden");
        awaitRead();
        assertEquals(2, session.addresses().size());
    }

    @Test
    void nothing_appears_twice_while_a_page_is_visible() {
        FirefoxTab tab = subscribe();
        int handled = (int) tab.get(FirefoxFixture.HANDLED);
        publish("/orders");
        tab.until("received.length === 1");
        tab.until("(await " + FirefoxFixture.HANDLED + ") === " + (handled + 1));
        assertEquals(
                List.of(),
                session.notifications().stream().filter(title::equals).toList());
    }

    /** The page that has received it is not the page that is visible when the push arrives. */
    @Test
    void nothing_appears_twice_after_a_navigation_within_the_site() {
        FirefoxTab tab = subscribe();
        int handled = (int) tab.get(FirefoxFixture.HANDLED);
        fixture.pushService.pause();
        publish("/orders");
        tab.until("received.length === 1");
        tab.navigate(fixture.origin() + "/orders");
        tab.until("window.herald?.status.state === 'online'");
        tab.get("herald.push.state()");
        fixture.pushService.resume();
        tab.until("(await " + FirefoxFixture.HANDLED + ") === " + (handled + 1));
        assertEquals(
                List.of(),
                session.notifications().stream().filter(title::equals).toList());
    }

    @Test
    void reading_on_another_device_closes_the_notification() {
        subscribe();
        session.open("about:blank");
        publish("/orders");
        awaitNotification(title);
        assertEquals(200, api.post("/api/v1/inbox/read", "{}").statusCode());
        awaitClosed();
    }

    /** The next user of the browser sees neither its notifications nor further ones. */
    @Test
    void unsubscribing_closes_the_notifications() {
        FirefoxTab tab = subscribe();
        session.open("about:blank");
        publish("/orders");
        awaitNotification(title);
        assertEquals("unsubscribed", tab.get("(await herald.push.unsubscribe()).state"));
        awaitClosed();
        assertEquals(Set.of(), subscriptions());
    }

    @Test
    void a_site_that_is_opened_after_a_change_of_the_key_subscribes_with_the_new_one() {
        FirefoxTab tab = subscribe();
        Set<String> former = subscriptions();
        tab.navigate("about:blank");
        fixture.rotateKey();
        tab.navigate(fixture.origin() + "/shop");
        awaitNewSubscription(former);
        tab.close();
        publish("/orders");
        awaitNotification(title);
    }

    /** Firefox then tells the worker that its subscription has changed. */
    @Test
    void a_browser_whose_subscription_has_ended_subscribes_again() {
        FirefoxTab tab = subscribe();
        Set<String> former = subscriptions();
        fixture.pushService.forgetBrowser();
        awaitNewSubscription(former);
        tab.close();
        publish("/orders");
        awaitNotification(title);
    }

    @Test
    void the_console_subscribes_with_a_click_and_receives_its_test() {
        String base = fixture.herald().baseUri().toString();
        session.allowNotifications(base);
        FirefoxTab console = session.open(base);
        console.until("document.querySelector('textarea, input') !== null");
        console.get("sessionStorage.setItem('herald.session', JSON.stringify({ token: '" + api.token() + "' }))");
        console.navigate(base + "/#/inbox");
        console.get("location.reload()");
        click(console, "Push");
        console.until("document.querySelector('dialog input[name=push]:not(:disabled)') !== null");
        console.get("document.querySelector('dialog input[name=push]').click()");
        click(console, "Send a test");
        Await.until("a notification is shown", () -> !session.notifications().isEmpty());
        assertEquals(1, subscriptions().size());
    }

    @Test
    void a_page_with_six_lines_has_a_working_bell() {
        fixture.serveBell(api.token());
        FirefoxTab tab = session.open(fixture.origin() + "/bell");
        new Api(fixture.herald().baseUri(), Tokens.publisher("shop")).notify(user, title);
        tab.until(BellPage.LABEL + " === 'Notifications, 1 unread notification'");
        tab.get("document.querySelector('herald-inbox').shadowRoot.querySelector('[part=bell]').click()");
        tab.until(BellPage.TITLES + " === '" + title + "'");
        tab.get("document.querySelector('herald-inbox').shadowRoot.querySelector('li [part=title]').click()");
        tab.until(BellPage.LABEL + " === 'Notifications'");
        awaitRead();
    }

    private static void click(FirefoxTab tab, String button) {
        tab.until(("[...document.querySelectorAll('button')].filter((one) => one.textContent === '%s')"
                        + ".map((one) => one.click()).length === 1")
                .formatted(button));
    }
}
