package io.herald.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The custom elements with a fake client, checked by axe in each state. */
class InboxElementAccessibilityTest extends InboxElementScenario {

    /** Headless browsers have blocked notifications. */
    private static final String PERMISSION_IS_OPEN = """
            () => {
              Object.defineProperty(Notification, 'permission', { configurable: true, get: () => 'default' });
              inbox.setAttribute('worker', '/worker.js');
              inbox.close();
              inbox.lang = 'en';
              inbox.open();
            }""";

    private static final String AXE =
            "async () => (await axe.run(document)).violations.map(({ id, nodes }) => id + ' ' + nodes.map((node) => node.target))";

    @ParameterizedTest
    @ValueSource(strings = {"LIGHT", "DARK"})
    void no_state_has_a_violation_of_axe(String scheme) throws IOException {
        page.emulateMedia(new Page.EmulateMediaOptions()
                .setColorScheme(ColorScheme.valueOf(scheme))
                .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
        try (InputStream script = InboxElementAccessibilityTest.class.getResourceAsStream("/axe.min.js")) {
            page.evaluate(new String(script.readAllBytes(), UTF_8) + ";0");
        }
        page.evaluate(
                "for (const type of ['info', 'success', 'warning', 'error']) herald.notify({ id: type, type, title: 'A title', body: 'A body' })");
        assertNoViolation("bell and toasts");
        openList();
        button("Delete").first().click();
        assertNoViolation("list");
        page.evaluate("herald.show({ state: 'offline' })");
        text("Archived").click();
        assertNoViolation("offline");
        button("Settings").click();
        page.getByLabel("Quiet hours").click();
        assertNoViolation("settings");
        page.evaluate(PERMISSION_IS_OPEN);
        text("Turn on desktop notifications?").waitFor();
        assertNoViolation("question");
        page.evaluate("inbox.setAttribute('category-filter', '')");
        page.evaluate("inbox.setAttribute('mode', 'page'); inbox.dir = 'rtl'");
        text("Card expires").waitFor();
        assertNoViolation("page");
        page.evaluate("herald.failing = true");
        text("Unread").first().click();
        text("Notifications could not be loaded.").waitFor();
        assertNoViolation("error");
    }

    private void assertNoViolation(String state) {
        assertEquals(List.of(), page.evaluate(AXE), state);
    }
}
