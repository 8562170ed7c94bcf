package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks the wire view and the dashboard. */
abstract class DashboardScenarios extends ConsoleScenario {

    @Test
    void events_during_a_disconnect_are_replayed_on_resume() {
        ConsoleWindow window = window(user);
        window.go("wire");
        assertThat(window.page.locator(".wire .pill")).hasText("Wire: Connected");
        publisherApi.notify(user, "before");
        assertThat(window.find(".frame", "before")).isVisible();
        window.button("Disconnect").click();
        assertThat(window.page.locator(".wire .pill")).hasText("Wire: Disconnected");
        assertThat(window.page.locator("#status")).hasText("Connected");
        publisherApi.notify(user, "meanwhile 1");
        publisherApi.notify(user, "meanwhile 2");
        assertThat(window.find("[part~=toast]", "meanwhile 2")).isVisible();
        assertThat(window.find(".frame", "meanwhile")).hasCount(0);
        window.button("Resume").click();
        assertThat(window.find(".frame[data-replayed]", "meanwhile 1")).hasCount(1);
        assertThat(window.find(".frame[data-replayed]", "meanwhile 2")).hasCount(1);
        assertThat(window.find(".frame", "before")).hasCount(1);
        assertThat(window.page.locator(".wire .pill")).hasText("Wire: Replayed 2 events");
    }

    @Test
    void the_dashboard_shows_metrics_and_log_lines_to_administrators() {
        ConsoleWindow admin = window("admin-" + user, "admin");
        admin.go("dashboard");
        assertThat(admin.page.locator("tbody tr")).hasCount(1);
        assertThat(admin.find(".tile", "Connections").locator("strong")).hasText(Pattern.compile("[1-9].*"));
        ConsoleWindow other = window(user);
        assertThat(admin.find(".lines li[data-source=ws]", "user=" + user).first())
                .isVisible();
        int before = points(admin, 3);
        admin.page.reload();
        assertTrue(points(admin, 1) >= before, "the chart continues after a reload");
        admin.button("15 minutes").click();
        assertThat(admin.button("15 minutes")).hasAttribute("aria-pressed", "true");
        assertThat(admin.page.locator(".axis span").first()).hasText(Pattern.compile("\\d\\d:\\d\\d"));
    }

    /** Waits for a line of the chart with so many points, and returns their number. */
    private static int points(ConsoleWindow window, int atLeast) {
        return (Integer) window.page.waitForFunction("""
                        atLeast => {
                          const points = document.querySelector('.tile .line')?.getAttribute('d').split('L').length ?? 0;
                          return points >= atLeast && points;
                        }""", atLeast).jsonValue();
    }
}
