package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;

/** Who sends, and sees what becomes of it. */
abstract class SendScenarios extends ConsoleScenario {

    private static final String IN_AN_HOUR = """
            () => {
              const local = new Date(Date.now() + 3_600_000 - new Date().getTimezoneOffset() * 60_000);
              return local.toISOString().slice(0, 19);
            }""";

    @Test
    void shows_what_is_wrong_with_a_notification_at_its_fields_and_then_what_became_of_it() {
        ConsoleWindow window = addressed();
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
    void what_is_sent_for_later_waits_and_can_be_taken_back() {
        ConsoleWindow window = compose("Later");
        window.page.getByLabel("Deliver at").fill((String) window.page.evaluate(IN_AN_HOUR));
        window.button("Send").click();
        Locator fact = window.find(".fact", "Later");
        assertThat(fact.locator(".chip")).hasText("Scheduled");
        window.button("Withdraw: Later").click();
        assertThat(fact.locator(".chip")).hasText("Withdrawn");
        ConsoleWindow reader = window(user);
        assertThat(reader.find(".empty", "Nothing here yet")).isVisible();
    }

    @Test
    void what_nobody_reads_is_escalated_to_a_webhook_that_is_there() {
        ConsoleWindow window = compose("Read this");
        window.page.getByLabel("Escalate after").fill("PT1S");
        window.page.getByLabel("to the webhook").fill("nobody");
        window.button("Send").click();
        assertThat(window.page.locator("[data-field='escalate.webhook'] .wrong"))
                .isVisible();
        window.page.getByLabel("to the webhook").fill("oncall");
        window.button("Send").click();
        assertThat(window.find(".fact", "Read this").locator(".chip")).hasText("Sent, escalated");
    }

    @Test
    void who_may_not_send_is_told_and_who_has_not_sees_that_nothing_was() {
        ConsoleWindow window = window(user);
        window.go("send");
        assertThat(window.find(".empty", "For publishers")).isVisible();
        ConsoleWindow publisher = window("shop-" + user, "publisher");
        publisher.go("send");
        assertThat(publisher.find(".empty", "Nothing sent yet")).isVisible();
    }

    /** A notification to the user, of which nothing else is there. */
    private ConsoleWindow addressed() {
        ConsoleWindow window = window("shop-" + user, "publisher");
        window.go("send");
        window.page
                .getByLabel("Users", new Page.GetByLabelOptions().setExact(true))
                .last()
                .fill(user);
        return window;
    }

    /** A notification that is all there but for when, and what if. */
    private ConsoleWindow compose(String title) {
        ConsoleWindow window = addressed();
        window.page.getByLabel("Title").fill(title);
        if (window.page.locator("details:not([open])").count() > 0) {
            window.page.locator("summary").click();
        }
        return window;
    }
}
