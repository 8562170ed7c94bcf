package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;

/** Checks the command palette and the shortcuts. */
abstract class KeyboardScenarios extends ConsoleScenario {

    private static final Page.GetByLabelOptions EXACT = new Page.GetByLabelOptions().setExact(true);

    @Test
    void the_palette_finds_views_and_actions() {
        ConsoleWindow window = window(user);
        Keyboard keys = window.page.keyboard();
        keys.press("Control+k");
        assertThat(window.page.getByLabel("Command", EXACT)).isFocused();
        keys.type("no such command");
        assertThat(window.page.getByText("No command has this name.")).isVisible();
        window.page.getByLabel("Command", EXACT).fill("");
        keys.type("wi");
        keys.press("Enter");
        assertThat(window.page.locator("#title")).hasText("Wire");
        assertThat(window.page.locator("dialog")).hasCount(0);
        window.button("Command palette").click();
        assertThat(window.page.locator("[role=option]").first()).hasAttribute("aria-selected", "true");
        keys.press("ArrowUp");
        keys.press("Enter");
        assertThat(window.button("Sign in")).isVisible();
    }

    @Test
    void keys_step_through_the_inbox_and_archive() {
        for (String title : new String[] {"third", "second", "first"}) {
            publisherApi.notify(user, title);
        }
        ConsoleWindow window = window(user);
        Keyboard keys = window.page.keyboard();
        assertThat(window.page.locator("[part~=item]")).hasCount(3);
        keys.press("j");
        assertThat(window.find("[part~=item] [part=title]", "first")).isFocused();
        keys.press("j");
        keys.press("k");
        assertThat(window.find("[part~=item] [part=title]", "first")).isFocused();
        keys.press("e");
        assertThat(window.find("[part~=discarded]", "Archived")).isVisible();
        assertThat(window.find("[part~=item] [part=title]", "second")).isFocused();

        keys.press("?");
        assertThat(window.page.locator("dialog.help")).isVisible();
        window.page.getByLabel("Single-key shortcuts").click();
        keys.press("Escape");
        keys.press("?");
        keys.press("Control+k");
        assertThat(window.page.locator("dialog.palette")).isVisible();
        assertThat(window.page.locator("dialog")).hasCount(1);
    }
}
