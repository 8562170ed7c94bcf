package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** Checks the inbox view: notifications, their states, and preferences. */
abstract class InboxScenarios extends ConsoleScenario {

    private static final String ITEM = "#main [part~=item]";
    private static final String BADGE = "#bell [part=badge]";
    private static final Page.GetByLabelOptions EXACT = new Page.GetByLabelOptions().setExact(true);

    @Test
    void a_notification_appears_in_the_inbox_in_a_toast_and_in_the_badge() {
        ConsoleWindow window = window(user);
        assertThat(window.page.getByText("No notifications yet")).isVisible();
        publisherApi.notify(user, "It is on its way");
        assertThat(window.find(ITEM, "It is on its way")).isVisible();
        assertThat(window.page.locator(BADGE)).hasText("1");
        assertThat(window.page).hasTitle("(1) Inbox · Herald");
        window.go("wire");
        publisherApi.notify(user, "It has arrived");
        window.find("[part~=toast]", "It has arrived")
                .getByText("It has arrived")
                .click();
        assertThat(window.find(ITEM, "It has arrived")).isVisible();
        assertThat(window.page.locator(BADGE)).hasText("1");
    }

    @Test
    void reading_archiving_and_deleting_in_one_window_shows_in_the_other() {
        publisherApi.notify(user, "first");
        publisherApi.notify(user, "second");
        ConsoleWindow first = window(user);
        ConsoleWindow second = window(user);
        assertThat(second.page.locator(BADGE)).hasText("2");
        first.button("Mark as read: first").click();
        assertThat(second.find(ITEM + "[part~=read]", "first")).isVisible();
        assertThat(second.page.locator(BADGE)).hasText("1");
        first.button("Archive: second").click();
        first.go("wire");
        assertThat(second.find(ITEM, "second")).hasCount(0);
        assertThat(second.page.locator(BADGE)).isHidden();
        first.go("inbox");
        second.button("Delete: first").click();
        second.button("Undo").click();
        assertThat(second.find(ITEM, "first")).isVisible();
        second.button("Delete: first").click();
        second.go("wire");
        assertThat(first.page.getByText("No notifications yet")).isVisible();
    }

    @Test
    void the_next_row_does_not_move_under_the_pointer() {
        publisherApi.notify(user, "below");
        publisherApi.notify(user, "above");
        ConsoleWindow window = window(user);
        Locator below = window.button("Delete: below");
        assertThat(below).isVisible();
        double top = below.boundingBox().y;
        window.button("Archive: above").click();
        assertThat(window.find("[part~=discarded]", "Archived")).isVisible();
        assertEquals(top, below.boundingBox().y, 1);
        window.button("Undo").click();
        assertThat(window.find(ITEM + "[part~=unread]", "above")).isVisible();
        assertEquals(top, below.boundingBox().y, 1);
        window.page.reload();
        assertThat(window.find(ITEM + "[part~=unread]", "above")).isVisible();
    }

    @Test
    void scrolling_loads_more_items() {
        for (int i = 0; i < 45; i++) {
            publisherApi.notify(user, "number " + i);
        }
        ConsoleWindow window = window(user);
        assertThat(window.find(ITEM, "number 44")).isVisible();
        for (int items : new int[] {40, 45}) {
            window.page.locator("#main").evaluate("main => main.scrollTo(0, main.scrollHeight)");
            assertThat(window.page.locator(ITEM)).hasCount(items);
        }
    }

    @Test
    void each_empty_list_has_a_message() {
        ConsoleWindow window = window(user);
        for (String[] list : new String[][] {
            {"Unread", "No unread notifications"},
            {"Read", "No read notifications"},
            {"Archived", "No archived notifications"},
            {"All", "No notifications yet"}
        }) {
            window.button(list[0]).click();
            assertThat(window.page.getByText(list[1])).isVisible();
        }
    }

    @Test
    void notifications_of_a_muted_category_are_not_delivered() {
        send("An offer", ",\"category\":\"ads\"");
        ConsoleWindow window = window(user);
        assertThat(window.find(ITEM, "An offer")).isVisible();
        window.button("Preferences").click();
        window.page.getByLabel("Category ads").selectOption("mute");
        window.page.getByLabel("Another category").fill("news");
        window.button("Add").click();
        window.page.getByLabel("Category news").selectOption("inboxOnly");
        window.button("Save").click();
        assertThat(window.page.locator("dialog")).hasCount(0);

        send("Another offer", ",\"category\":\"ads\"");
        send("A headline", ",\"category\":\"news\"");
        send("A parcel", "");
        assertThat(window.find(ITEM, "A parcel")).isVisible();
        window.page.reload();
        assertThat(window.find(ITEM, "A headline")).isVisible();
        assertThat(window.find(ITEM, "Another offer")).hasCount(0);
        window.page.getByLabel("Category", EXACT).selectOption("news");
        assertThat(window.page.locator(ITEM)).hasCount(1);
        window.button("Preferences").click();
        assertThat(window.page.getByLabel("Category ads")).hasValue("mute");
    }

    @Test
    void in_quiet_hours_only_critical_notifications_show_a_toast() {
        ConsoleWindow window = window(user);
        window.button("Preferences").click();
        Locator dialog = window.page.locator("dialog");
        dialog.getByText("Quiet hours").click();
        dialog.getByLabel("Time zone").selectOption("UTC");
        dialog.getByLabel("From").fill("");
        window.button("Save").click();
        assertThat(dialog.locator("[data-field='quietHours.from'] .wrong")).isVisible();
        assertThat(dialog.getByLabel("From")).isFocused();
        LocalTime now = LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
        String from = now.minusHours(1).toString();
        dialog.getByLabel("From").fill(from);
        dialog.getByLabel("To", new Locator.GetByLabelOptions().setExact(true))
                .fill(now.plusHours(1).toString());
        window.button("Save").click();
        assertThat(dialog).hasCount(0);

        window.go("wire");
        send("It can wait", "");
        send("It cannot", ",\"critical\":true");
        assertThat(window.find("[part~=toast]", "It cannot")).isVisible();
        assertThat(window.find("[part~=toast]", "It can wait")).hasCount(0);
        window.page.reload();
        window.go("inbox");
        assertThat(window.find(ITEM, "It can wait")).isVisible();
        window.button("Preferences").click();
        assertThat(dialog.getByLabel("From")).hasValue(from);
        window.page.keyboard().press("Escape");
        assertThat(dialog).hasCount(0);
    }
}
