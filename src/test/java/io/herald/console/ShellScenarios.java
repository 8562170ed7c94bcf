package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import io.herald.testing.Browser;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks the frame of the console: sign-in and sign-out, the bell, the colour schemes, and an unreachable service. */
abstract class ShellScenarios extends ConsoleScenario {

    @Test
    void the_sign_in_names_the_fault_of_a_token_and_accepts_a_valid_one() {
        ConsoleWindow window = signedOutWindow();
        window.signIn("nonsense");
        assertThat(window.page.locator(".wrong")).hasText("The token is not a JSON Web Token.");
        window.signIn(Tokens.of(user).expiresIn(Duration.ofMinutes(-5)).sign());
        assertThat(window.page.locator(".wrong")).hasText("The token has expired.");
        window.signIn(Tokens.of(user).claim("iss", "https://elsewhere.example").sign());
        assertThat(window.page.locator(".wrong")).hasText("The token is not accepted by this service.");
        window.signIn(ConsoleWindow.token(user));
        assertThat(window.page.locator("#status")).hasText("Connected");
        window.button("Sign out").click();
        assertThat(window.button("Sign in")).isVisible();
    }

    @Test
    void the_bell_works_with_the_keyboard() {
        send("A new item", "");
        ConsoleWindow window = window(user);
        window.go("wire");
        window.page.reload();
        Locator bell = window.page.locator("#bell [part=bell]");
        assertThat(bell).hasAttribute("aria-label", "Notifications, 1 unread notification");
        window.page.locator("body").press("Tab");
        assertThat(window.page.getByText("Skip to the content")).isFocused();
        for (int i = 0; i < 20 && !(Boolean) window.page.evaluate("document.activeElement.id === 'bell'"); i++) {
            window.page.keyboard().press("Tab");
        }
        assertThat(bell).isFocused();
        assertThat(bell).hasCSS("outline-style", "solid");
        window.page.keyboard().press("Enter");
        assertThat(window.find("#bell [part~=unread]", "A new item")).isVisible();
    }

    @Test
    void the_colour_scheme_follows_the_system_until_the_user_chooses() {
        ConsoleWindow window = window(user);
        window.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        String dark = background(window);
        window.button("Theme: System").click();
        String light = background(window);
        assertTrue(!light.equals(dark), light);
        window.page.reload();
        assertThat(window.button("Theme: Light")).isVisible();
        assertEquals(light, background(window));
        window.button("Theme: Light").click();
        assertEquals(dark, background(window));
        window.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        assertEquals(dark, background(window));
        window.button("Theme: Dark").click();
        assertEquals(light, background(window));
    }

    @Test
    void a_waiting_connection_is_retried_at_once_on_request() {
        AtomicBoolean isBlocked = new AtomicBoolean(true);
        ConsoleWindow window = signedOutWindow();
        // The browser reports a socket that is refused as an error of the page.
        window.page.addInitScript("""
                const Original = WebSocket;
                globalThis.isBlocked = true;
                globalThis.WebSocket = class {
                  constructor(url, protocols) {
                    if (!isBlocked) return new Original(url, protocols);
                    setTimeout(() => this.onclose?.({ code: 1001, reason: '' }));
                  }
                  close() {}
                };
                """);
        window.page.route(Pattern.compile("/api/v1/poll"), Browser.untilClosed(route -> {
            if (isBlocked.get()) {
                route.fulfill(new Route.FulfillOptions().setStatus(429).setHeaders(Map.of("Retry-After", "600")));
            } else {
                route.resume();
            }
        }));
        // The script runs when the page loads.
        window.page.reload();
        window.signIn(ConsoleWindow.token(user));
        assertThat(window.page.locator("#status")).hasText(Pattern.compile("Reconnecting in \\d+ s"));
        isBlocked.set(false);
        window.page.evaluate("() => { isBlocked = false; }");
        window.button("Retry now").click();
        assertThat(window.page.locator("#status")).hasText("Connected");
        assertThat(window.button("Retry now")).isHidden();
    }

    @Test
    void unknown_and_refused_addresses_lead_on() {
        ConsoleWindow window = window(user);
        assertThat(window.page.locator(".views [data-view=dashboard]")).isHidden();
        window.go("dashboard");
        assertThat(window.find(".empty", "Live metrics need the admin group.")).isVisible();
        assertThat(window.button("Sign in as another user")).isVisible();
        window.go("nowhere/%");
        assertThat(window.page.locator("#title")).hasText("Page not found");
        window.page.getByText("Go to the inbox").click();
        assertThat(window.page.getByText("No notifications yet")).isVisible();
    }

    @Test
    void links_to_pages_that_a_proxy_closes_are_hidden() {
        ConsoleWindow window = signedOutWindow();
        window.page.route("**/q/health", route -> route.fulfill(new Route.FulfillOptions().setStatus(404)));
        window.signIn(ConsoleWindow.token(user));
        assertThat(window.page.getByText("Metrics").last()).isVisible();
        assertThat(window.page.getByText("Health")).isHidden();
    }

    private static String background(ConsoleWindow window) {
        return (String) window.page.evaluate("getComputedStyle(document.body).backgroundColor");
    }

    @Test
    void an_unreachable_service_is_shown_and_the_console_recovers() {
        ConsoleWindow window = window(user);
        assertThat(window.page.getByText("No notifications yet")).isVisible();
        window.offline(true);
        assertThat(window.page.locator("#status")).hasText("No network");
        window.button("Archived").click();
        assertThat(window.page.getByText("Notifications could not be loaded.")).isVisible();
        window.go("send");
        assertThat(window.find(".failure", "The service cannot be reached.")).isVisible();
        window.offline(false);
        assertThat(window.page.locator("#status")).hasText("Connected");
        window.button("Try again").click();
        assertThat(window.find(".empty", "For publishers")).isVisible();
        window.go("inbox");
        assertThat(window.page.getByText("No notifications yet")).isVisible();
    }
}
