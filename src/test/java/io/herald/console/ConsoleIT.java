package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.herald.testing.Api;
import io.herald.testing.Browser;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people do in the console, in a real browser and under the policy that the service sends with the page. */
class ConsoleIT {

    private static Browser browser;
    private static HeraldProcess herald;
    private static Api shop;

    private final List<ConsoleWindow> windows = new ArrayList<>();
    private final String user = "reader-" + UUID.randomUUID();
    private final String room = "team-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        browser = Browser.start();
        herald = HeraldProcess.start();
        shop = new Api(herald.baseUri(), Tokens.publisher("shop"));
    }

    @AfterAll
    static void stop() {
        if (herald != null) {
            herald.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    /** Neither a policy that was broken, nor an exception that nobody saw. */
    @AfterEach
    void the_browser_has_nothing_to_complain_about() {
        List<String> complaints =
                windows.stream().flatMap(one -> one.complaints().stream()).toList();
        windows.forEach(ConsoleWindow::close);
        assertEquals(List.of(), complaints);
    }

    private ConsoleWindow window(String who, String... groups) {
        ConsoleWindow window = ConsoleWindow.of(browser, herald.baseUri(), who, groups);
        windows.add(window);
        return window;
    }

    @Test
    void says_why_a_token_is_not_taken_and_takes_a_good_one() {
        ConsoleWindow window = ConsoleWindow.closed(browser, herald.baseUri());
        windows.add(window);
        window.signIn("nonsense");
        assertThat(window.page.locator(".wrong")).hasText("The token is no JSON Web Token.");
        window.signIn(Tokens.of(user).expiresIn(Duration.ofMinutes(-5)).sign());
        assertThat(window.page.locator(".wrong")).hasText("The token has expired.");
        window.signIn(Tokens.of(user).claim("iss", "https://elsewhere.example").sign());
        assertThat(window.page.locator(".wrong")).hasText("The token is not accepted here.");
        window.signIn(ConsoleWindow.token(user));
        assertThat(window.page.locator("#status")).hasText("Connected");
        window.button("Sign out").click();
        assertThat(window.button("Sign in")).isVisible();
    }

    @Test
    void a_notification_is_told_in_the_inbox_a_toast_and_the_badge() {
        ConsoleWindow window = window(user);
        assertThat(window.page.getByText("Nothing here yet")).isVisible();
        shop.notify(user, "It is on its way");
        assertThat(window.find(".item", "It is on its way")).isVisible();
        assertThat(window.find(".toast", "It is on its way")).isVisible();
        assertThat(window.page.locator("#badge")).hasText("1");
        assertThat(window.page).hasTitle("(1) Inbox · Herald");
    }

    @Test
    void what_is_read_archived_and_deleted_in_one_window_is_so_in_the_other() {
        shop.notify(user, "first");
        shop.notify(user, "second");
        ConsoleWindow one = window(user);
        ConsoleWindow two = window(user);
        assertThat(two.page.locator("#badge")).hasText("2");
        one.button("Mark as read: first").click();
        assertThat(two.find(".item[data-state=read]", "first")).isVisible();
        assertThat(two.page.locator("#badge")).hasText("1");
        one.button("Archive: second").click();
        assertThat(two.find(".item", "second")).hasCount(0);
        assertThat(two.page.locator("#badge")).isHidden();
        two.button("Delete: first").click();
        assertThat(one.page.getByText("Nothing here yet")).isVisible();
    }

    @Test
    void more_comes_as_one_scrolls() {
        for (int i = 0; i < 45; i++) {
            shop.notify(user, "number " + i);
        }
        ConsoleWindow window = window(user);
        assertThat(window.find(".item h2", "number 44")).isVisible();
        window.page.locator("#main").evaluate("main => main.scrollTo(0, main.scrollHeight)");
        assertThat(window.page.locator(".item")).hasCount(45);
    }

    @Test
    void two_people_chat_and_change_what_they_said() {
        ConsoleWindow alice = window("alice");
        ConsoleWindow bob = window("bob");
        alice.go("rooms/" + room);
        bob.go("rooms/" + room);
        assertThat(alice.find(".people li", "bob")).isVisible();
        Locator field = alice.page.getByLabel("Message to " + room);
        field.pressSequentially("Good morning");
        assertThat(bob.page.getByText("alice is typing")).isVisible();
        field.press("Enter");
        assertThat(alice.find(".message[data-own][data-sent=acked]", "Good morning"))
                .hasCount(1);
        assertThat(bob.find(".message:not([data-own])", "Good morning")).hasCount(1);

        field.press("ArrowUp");
        alice.page.getByLabel("Edit the message").fill("Good evening");
        alice.button("Save").click();
        assertThat(bob.find(".message", "Good evening")).containsText("edited");

        alice.page.locator(".message").hover();
        alice.page.locator(".message").getByLabel("Delete").click();
        alice.page
                .locator("dialog")
                .getByText("Delete", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(bob.find(".message", "Message deleted")).isVisible();
        bob.page.reload();
        assertThat(bob.find(".message", "Message deleted")).isVisible();
    }

    @Test
    void shows_what_is_wrong_with_a_notification_at_its_fields_and_then_what_became_of_it() {
        ConsoleWindow window = window("shop-" + user, "publisher");
        window.go("send");
        window.page
                .getByLabel("Users", new Page.GetByLabelOptions().setExact(true))
                .last()
                .fill(user);
        window.page.getByLabel("Link").fill("javascript:alert(1)");
        window.button("Send").click();
        assertThat(window.page.locator("[data-field=title] .wrong")).hasText("is required");
        assertThat(window.page.locator("[data-field=link] .wrong")).containsText("must be an https or http address");
        assertThat(window.page.getByLabel("Title")).isFocused();

        window.page.getByLabel("Title").fill("It is fine now");
        window.page.getByLabel("Link").fill("/fine");
        window.button("Send").click();
        Locator fact = window.find(".fact", "It is fine now");
        assertThat(fact.locator(".chip")).hasText("Sent");
        ConsoleWindow reader = window(user);
        reader.button("Mark as read: It is fine now").click();
        assertThat(fact.locator("dd").last()).hasText("1");
        window.button("Withdraw: It is fine now").click();
        assertThat(fact.locator(".chip")).hasText("Withdrawn");
        assertThat(reader.find(".item", "It is fine now")).hasCount(0);
    }

    @Test
    void what_happens_while_the_wire_is_cut_is_replayed_when_it_resumes() {
        ConsoleWindow window = window(user);
        window.go("wire");
        assertThat(window.page.locator(".wire .pill")).hasText("Connected");
        shop.notify(user, "before");
        assertThat(window.find(".frame", "before")).isVisible();
        window.button("Cut the connection").click();
        assertThat(window.page.locator(".wire .pill")).hasText("Not connected");
        shop.notify(user, "meanwhile 1");
        shop.notify(user, "meanwhile 2");
        assertThat(window.find(".toast", "meanwhile 2")).isVisible();
        assertThat(window.find(".frame", "meanwhile")).hasCount(0);
        window.button("Resume").click();
        assertThat(window.find(".frame[data-replayed]", "meanwhile 1")).hasCount(1);
        assertThat(window.find(".frame[data-replayed]", "meanwhile 2")).hasCount(1);
        assertThat(window.find(".frame", "before")).hasCount(1);
        assertThat(window.page.locator(".wire .pill")).hasText("Caught up 2 events");
    }

    @Test
    void the_dashboard_shows_administrators_figures_and_the_log_as_they_come() {
        ConsoleWindow admin = window("admin-" + user, "admin");
        admin.go("dashboard");
        assertThat(admin.page.locator("tbody tr")).hasCount(1);
        assertThat(admin.find(".tile", "Connections").locator("strong")).hasText(Pattern.compile("[1-9].*"));
        ConsoleWindow other = window(user);
        assertThat(admin.find(".lines li[data-source=ws]", "user=" + user).first())
                .isVisible();
        other.go("dashboard");
        assertThat(other.page.getByText("For administrators")).isVisible();
    }
}
