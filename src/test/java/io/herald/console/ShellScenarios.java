package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.herald.testing.Tokens;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is around the views: the way in and out, the bell, the colours, and a service that is not there. */
abstract class ShellScenarios extends ConsoleScenario {

    @Test
    void says_why_a_token_is_not_taken_and_takes_a_good_one() {
        ConsoleWindow window = closed();
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
    void the_bell_is_reached_and_rung_by_keys_alone() {
        send("It rang", "");
        ConsoleWindow window = window(user);
        window.go("wire");
        assertThat(window.page.locator("#bell")).hasAttribute("aria-label", "Inbox, 1 unread");
        window.page.locator("body").press("Tab");
        assertThat(window.page.getByText("Skip to the content")).isFocused();
        for (int i = 0; i < 20 && !(Boolean) window.page.evaluate("document.activeElement.id === 'bell'"); i++) {
            window.page.keyboard().press("Tab");
        }
        assertThat(window.page.locator("#bell")).isFocused();
        assertThat(window.page.locator("#bell")).hasCSS("outline-style", "solid");
        window.page.keyboard().press("Enter");
        assertThat(window.find(".item[data-state=unread]", "It rang")).isVisible();
    }

    @Test
    void the_colours_are_those_of_the_system_until_somebody_chooses() {
        ConsoleWindow window = window(user);
        window.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        String dark = ground(window);
        window.button("Colours: As the system").click();
        String light = ground(window);
        assertTrue(!light.equals(dark), light);
        window.page.reload();
        assertThat(window.button("Colours: Light")).isVisible();
        assertEquals(light, ground(window));
        window.button("Colours: Light").click();
        assertEquals(dark, ground(window));
        window.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        assertEquals(dark, ground(window));
        window.button("Colours: Dark").click();
        assertEquals(light, ground(window));
    }

    private static String ground(ConsoleWindow window) {
        return (String) window.page.evaluate("getComputedStyle(document.body).backgroundColor");
    }

    @Test
    void a_service_that_is_away_is_told_and_gone_on_with_when_it_is_back() {
        ConsoleWindow window = window(user);
        assertThat(window.find(".empty", "Nothing here yet")).isVisible();
        window.away(true);
        assertThat(window.page.locator("#status")).hasText("No network");
        window.button("Archived").click();
        assertThat(window.find(".failure", "The service cannot be reached.")).isVisible();
        window.go("send");
        assertThat(window.find(".failure", "The service cannot be reached.")).isVisible();
        window.away(false);
        assertThat(window.page.locator("#status")).hasText("Connected");
        window.button("Try again").click();
        assertThat(window.find(".empty", "For publishers")).isVisible();
        window.go("inbox");
        assertThat(window.find(".empty", "Nothing here yet")).isVisible();
    }
}
