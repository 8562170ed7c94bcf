package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks the wire view and the dashboard. */
abstract class DashboardScenarios extends ConsoleScenario {

    @Test
    void events_during_a_disconnect_are_replayed_on_resume() {
        ConsoleWindow window = window(user);
        window.go("wire");
        assertThat(window.page.locator(".wire .pill")).hasText("Connected");
        publisherApi.notify(user, "before");
        assertThat(window.find(".frame", "before")).isVisible();
        window.button("Disconnect").click();
        assertThat(window.page.locator(".wire .pill")).hasText("Not connected");
        publisherApi.notify(user, "meanwhile 1");
        publisherApi.notify(user, "meanwhile 2");
        assertThat(window.find(".toast", "meanwhile 2")).isVisible();
        assertThat(window.find(".frame", "meanwhile")).hasCount(0);
        window.button("Resume").click();
        assertThat(window.find(".frame[data-replayed]", "meanwhile 1")).hasCount(1);
        assertThat(window.find(".frame[data-replayed]", "meanwhile 2")).hasCount(1);
        assertThat(window.find(".frame", "before")).hasCount(1);
        assertThat(window.page.locator(".wire .pill")).hasText("Replayed 2 events");
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
        other.go("dashboard");
        assertThat(other.page.getByText("For administrators")).isVisible();
    }
}
