package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.BoundingBox;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks that nothing is cut off or covered on a phone. */
abstract class PhoneScenarios extends ConsoleScenario {

    private static final int WIDTH = 390;
    private static final int HEIGHT = 844;

    @Test
    void rows_fit_and_toasts_cover_no_control_of_a_room() {
        for (int i = 0; i < 6; i++) {
            send(
                    "Order " + i + " has shipped",
                    ",\"body\":\"It arrives tomorrow between 9 and 12.\",\"category\":\"orders\"");
        }
        ConsoleWindow window = window(user, "admin");
        window.page.setViewportSize(WIDTH, HEIGHT);
        assertThat(window.page.locator("#main [part~=item]")).hasCount(6);
        double rows = window.page.locator(".views").boundingBox().y
                - window.page.locator("#main [part~=item]").first().boundingBox().y;
        double row = window.page.locator("#main [part~=item]").nth(1).boundingBox().height;
        assertTrue(rows / row > 4, rows / row + " rows fit");

        String room = "team-phone-" + user;
        window.go("rooms/" + room);
        assertThat(window.page.getByLabel("Message to " + room)).isVisible();
        send("A toast", ",\"critical\":true");
        Locator toast = window.find("[part~=toast]", "A toast");
        for (int width : new int[] {WIDTH, 1280}) {
            window.page.setViewportSize(width, HEIGHT);
            for (String control : List.of(".composer", ".conversation .card-head", ".top", ".side")) {
                assertApart(toast, window.page.locator(control));
            }
        }

        window.page.setViewportSize(WIDTH, HEIGHT);
        window.go("dashboard");
        assertThat(window.page.locator("#title")).hasText("Dashboard");
        assertEquals(
                true,
                window.page.locator("#title").evaluate("title => title.scrollWidth <= title.clientWidth"),
                "the title is not cut off");
    }

    private static void assertApart(Locator toast, Locator control) {
        BoundingBox a = toast.boundingBox();
        BoundingBox b = control.boundingBox();
        boolean isApart =
                a.x >= b.x + b.width || b.x >= a.x + a.width || a.y >= b.y + b.height || b.y >= a.y + a.height;
        assertTrue(isApart, "the toast covers " + control);
    }
}
