package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who looks after the service sees what it does. */
abstract class WatchScenarios extends ConsoleScenario {

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
