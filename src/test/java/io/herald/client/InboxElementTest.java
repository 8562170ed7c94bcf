package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The custom elements with a fake client: what a user sees and can do in each state. */
class InboxElementTest extends InboxElementScenario {

    private Object calls() {
        return page.evaluate("herald.calls");
    }

    private Object titles() {
        return page.evaluate(
                "[...inbox.shadowRoot.querySelectorAll('li [part=title]')].map((title) => title.textContent)");
    }

    @Test
    void the_bell_shows_the_number_of_unread_notifications_and_opens_the_list_by_day() {
        assertEquals("Notifications, 3 unread notifications", bell().getAttribute("aria-label"));
        openList();
        assertEquals(List.of("Order shipped", "Card expires", "Comment", "Import failed"), titles());
        assertEquals(
                2,
                page.evaluate("inbox.shadowRoot.querySelectorAll('section section').length"),
                "today and a day before");
        page.keyboard().press("Escape");
        page.waitForCondition(() -> !text("Order shipped").isVisible());
        page.waitForFunction("() => inbox.shadowRoot.activeElement?.part.value === 'bell'");
    }

    @Test
    void a_new_notification_appears_at_the_top_and_a_withdrawn_one_disappears() {
        openList();
        page.evaluate("herald.notify({ id: '9', type: 'info', title: 'New' })");
        text("New").waitFor();
        page.evaluate("herald.emit('notification.withdrawn', { data: { id: '2' } })");
        assertEquals(List.of("New", "Order shipped", "Comment", "Import failed"), titles());
        assertEquals(0, page.locator("[part~=toast]").count(), "an open inbox makes toasts superfluous");
    }

    @Test
    void a_notification_that_the_inbox_does_not_contain_yet_when_it_is_opened_appears_later() {
        page.evaluate("herald.unprojected = '1'");
        bell().click();
        text("Card expires").waitFor();
        assertEquals(List.of("Card expires", "Comment", "Import failed"), titles());
        text("Order shipped").waitFor();
        assertEquals(List.of("Order shipped", "Card expires", "Comment", "Import failed"), titles());
    }

    @Test
    void a_deleted_item_can_be_undone_and_is_deleted_for_good_when_the_list_is_closed() {
        openList();
        button("Delete").first().click();
        text("Deleted").first().waitFor();
        assertEquals("Notifications, 2 unread notifications", bell().getAttribute("aria-label"));
        page.getByText("Undo").click();
        text("Order shipped").waitFor();
        assertEquals(List.of(), calls());
        button("Archive").first().click();
        page.keyboard().press("Escape");
        page.waitForCondition(() -> List.of("archive 1").equals(calls()));
    }

    @Test
    void the_keyboard_moves_between_items_reads_and_deletes_them() {
        openList();
        page.locator("li [part=title]").first().focus();
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        page.waitForCondition(() -> List.of("read 2").equals(calls()));
        assertEquals("Card expires", page.evaluate("inbox.shadowRoot.activeElement.textContent"));
        page.keyboard().press("Delete");
        assertEquals("Undo", page.evaluate("inbox.shadowRoot.activeElement.textContent"));
    }

    @Test
    void a_page_can_handle_the_selection_itself() {
        page.evaluate(
                "inbox.addEventListener('herald-select', (event) => { event.preventDefault(); window.selected = event.detail.id; })");
        openList();
        text("Order shipped").click();
        page.waitForCondition(() -> List.of("read 1").equals(calls()));
        assertEquals("1", page.evaluate("selected"));
        assertTrue(page.url().endsWith("/"), page.url());
    }

    @Test
    void filters_and_older_pages_are_read_on_demand() {
        page.evaluate("herald.pageSize = 2");
        openList();
        text("Show older").click();
        text("Import failed").waitFor();
        text("Unread").first().click();
        page.waitForCondition(() -> List.of("Order shipped", "Card expires").equals(titles()));
        text("Archived").click();
        text("Old").waitFor();
    }

    @Test
    void an_inbox_as_a_page_has_the_filters_of_its_attributes_and_loads_older_items_by_scrolling() {
        page.evaluate(
                "herald.pageSize = 2; inbox.setAttribute('filters', 'read all'); inbox.setAttribute('category-filter', '');"
                        + " inbox.setAttribute('mode', 'page')");
        page.waitForCondition(() -> List.of("Comment").equals(titles()));
        text("All").click();
        page.waitForCondition(() -> List.of("Order shipped", "Card expires", "Comment", "Import failed")
                .equals(titles()));
        assertEquals(
                List.of("Read", "All"),
                page.evaluate("[...inbox.shadowRoot.querySelectorAll('[part=tab]')].map((tab) => tab.textContent)"));
        page.getByLabel("Category", new Page.GetByLabelOptions().setExact(true)).selectOption("orders");
        page.waitForCondition(() -> List.of("Order shipped").equals(titles()));
    }

    @Test
    void no_item_moves_while_another_can_be_undone() {
        openList();
        Locator below = page.getByLabel("Delete: Card expires");
        double top = below.boundingBox().y;
        page.getByLabel("Delete: Order shipped").click();
        text("Deleted").first().waitFor();
        assertEquals(top, below.boundingBox().y, 1);
    }

    @Test
    void the_list_stays_below_the_bell_in_a_low_window() {
        page.setViewportSize(900, 520);
        openList();
        BoundingBox bell = bell().boundingBox();
        BoundingBox list = page.locator("[part=panel]").boundingBox();
        assertTrue(list.y >= bell.y + bell.height, "the list begins at " + list.y);
        assertTrue(list.y + list.height <= 520, "the list ends at " + (list.y + list.height));
    }

    @Test
    void an_inbox_that_opens_replaces_the_toasts_that_close_by_themselves() {
        page.evaluate("herald.notify({ id: '9', type: 'info', title: 'New' })");
        page.evaluate("herald.notify({ id: '10', type: 'error', title: 'Down', critical: true })");
        assertEquals(2, page.locator("[part~=toast]").count());
        openList();
        assertEquals(List.of("Down"), page.locator("[part~=toast] [part=title]").allTextContents());
    }

    @Test
    void a_page_shows_messages_of_its_own_as_toasts() {
        page.evaluate("document.querySelector('herald-toasts').show({ title: 'Saved' })");
        page.locator("[part~=toast]").getByText("Saved").click();
        page.waitForCondition(() -> page.locator("[part~=toast]").count() == 0);
        assertEquals(List.of(), calls());
    }

    @Test
    void a_change_that_the_service_rejects_is_reverted_and_reported() {
        openList();
        page.evaluate("herald.failing = true");
        button("Mark as read").first().click();
        text("The change was not saved. Try again.").waitFor();
        page.evaluate("herald.failing = false");
        text("Try again").click();
        page.waitForCondition(() -> page.locator("[part='item unread']").count() == 3);
    }

    @Test
    void a_lost_connection_is_shown_with_a_way_to_retry_at_once() {
        openList();
        page.evaluate("herald.show({ state: 'reconnecting', retryAt: Date.now() + 9000 })");
        page.locator("[part=banner]").getByText("Try again").click();
        assertEquals(List.of("connect"), calls());
        page.evaluate("herald.show({ state: 'online' })");
        page.waitForCondition(() -> !page.locator("[part=banner]").isVisible());
    }

    @Test
    void settings_are_saved_at_once() {
        openList();
        button("Settings").click();
        page.getByLabel("orders").selectOption("inboxOnly");
        page.waitForCondition(() -> List.of("preferences {\"categories\":{\"ads\":\"mute\",\"orders\":\"inboxOnly\"}}")
                .equals(calls()));
        page.getByLabel("Desktop notifications").click();
        page.waitForCondition(() -> ((List<?>) calls()).contains("subscribe"));
    }

    @Test
    void texts_follow_the_language_of_the_page_and_can_be_replaced() {
        page.evaluate("inbox.lang = 'de'");
        page.waitForCondition(
                () -> "Benachrichtigungen, 3 ungelesene Benachrichtigungen".equals(bell().getAttribute("aria-label")));
        page.evaluate("inbox.texts = { title: 'Neues' }");
        assertEquals("Neues, 3 ungelesene Benachrichtigungen", bell().getAttribute("aria-label"));
        page.evaluate("module.languages.fr = { ...module.languages.en, count: { one: '# avis', other: '# avis' } };"
                + " inbox.texts = undefined; inbox.lang = 'fr'");
        assertEquals("Notifications, 3 avis", bell().getAttribute("aria-label"));
    }

    @Test
    void a_toast_shows_a_notification_until_it_is_selected_or_read_elsewhere() {
        page.evaluate("herald.notify({ id: '1', type: 'success', title: 'Shipped', link: '#order' })");
        page.evaluate("herald.notify({ id: '2', type: 'error', title: 'Failed', critical: true })");
        page.locator("[part~=toast]").first().getByText("Shipped").click();
        assertTrue(page.url().endsWith("#order"), page.url());
        assertEquals(List.of("read 1"), calls());
        page.evaluate("herald.emit('inbox.changed', { data: { ids: ['2'], state: 'read', unread: 0 } })");
        page.waitForCondition(() -> page.locator("[part~=toast]").count() == 0);
    }

    @Test
    void an_element_that_returns_to_the_page_works_again() {
        openList();
        page.evaluate(
                "inbox.remove(); herald.notify({ id: '9', type: 'info', title: 'New' }); document.querySelector('main').append(inbox)");
        openList();
        assertEquals(4, ((List<?>) titles()).size());
    }
}
