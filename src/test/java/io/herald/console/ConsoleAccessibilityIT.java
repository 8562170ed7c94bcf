package io.herald.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.herald.testing.Api;
import io.herald.testing.Browser;
import io.herald.testing.SharedInstances;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks every view with axe, in the light and in the dark colour scheme. */
@Tag("extended")
class ConsoleAccessibilityIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static final String AXE = """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .map(({ id, nodes }) => id + ' at ' + nodes.map(node => node.target).join(', '))""";

    /** By view, the element that must be visible before the check. */
    private static final Map<String, String> VIEWS = Map.of(
            "inbox", "#main [part~=item]",
            "rooms/team-blue", ".message",
            "dashboard", "tbody tr",
            "explorer/connections", "tbody tr",
            "explorer/rooms/team-blue", ".explorer .frame",
            "explorer/tokens", ".token-form",
            "send", ".compose",
            "wire", ".frame");

    private static Browser browser;

    @BeforeAll
    static void start() {
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void no_view_has_a_serious_violation(ColorScheme scheme) throws IOException {
        String user = "admin-" + UUID.randomUUID();
        try (ConsoleWindow window =
                ConsoleWindow.signedOut(browser, INSTANCES.one().baseUri())) {
            window.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            window.button("Sign in").waitFor();
            assertNoViolation("sign-in", window.page);
            window.page.route("**/dev/token", SignInScenarios::issueToken);
            window.page.reload();
            window.button("Cut the wire").click();
            window.page.locator(".demonstration [data-state=waiting]").first().waitFor();
            assertNoViolation("demonstration", window.page);
            window.button("Resume").click();
            window.page.locator(".demonstration [data-state=replayed]").first().waitFor();
            assertNoViolation("demonstration, resumed", window.page);
            window.page.unroute("**/dev/token");
            window.page.reload();
            window.signIn(ConsoleWindow.token(user, "admin"));
            createContent(window, user);
            window.page.locator("#bell [part=bell]").click();
            window.page.locator("#bell [part~=item]").first().waitFor();
            assertNoViolation("bell", window.page);
            window.page.keyboard().press("Escape");
            for (Map.Entry<String, String> view : VIEWS.entrySet()) {
                window.go(view.getKey());
                window.page.locator(view.getValue()).first().waitFor();
                assertNoViolation(view.getKey(), window.page);
            }
            window.go("inbox");
            window.button("Preferences").click();
            window.page.locator("dialog[open] form").waitFor();
            assertNoViolation("preferences", window.page);
            window.page.keyboard().press("Escape");
            for (String key : List.of("?", "Control+k")) {
                window.page.keyboard().press(key);
                window.page.locator("dialog[open]").waitFor();
                assertNoViolation("the dialog of " + key, window.page);
                window.page.keyboard().press("Escape");
            }
            window.go("send");
            window.button("Copy as code").click();
            window.page.locator(".snippet").waitFor();
            assertNoViolation("copy", window.page);
            window.page.keyboard().press("Escape");
            window.go("inbox");
            window.fakePush();
            window.button("Push").click();
            window.page.getByLabel("Push to this browser").click();
            window.page.locator(".devices li").waitFor();
            assertNoViolation("push", window.page);
        }
    }

    /** Creates one item of each kind, so that the check covers all of them. */
    private static void createContent(ConsoleWindow window, String user) {
        Api publisher = new Api(INSTANCES.one().baseUri(), Tokens.publisher("shop"));
        for (String type : List.of("info", "success", "warning", "error")) {
            publisher.publish(
                    "{\"to\":{\"users\":[\"%s\"]},\"type\":\"%s\",\"title\":\"A title\",\"body\":\"A body\",\"category\":\"news\",\"link\":\"/\"}"
                            .formatted(user, type));
        }
        window.go("rooms/team-blue");
        window.page.getByLabel("Message to team-blue").fill("Good morning");
        window.page.keyboard().press("Enter");
        window.page.locator(".message[data-sent=acked]").first().waitFor();
    }

    private static void assertNoViolation(String view, Page page) throws IOException {
        try (InputStream script = ConsoleAccessibilityIT.class.getResourceAsStream("/axe.min.js")) {
            page.evaluate(new String(script.readAllBytes(), UTF_8) + ";0");
        }
        // An element that fades in has not reached its contrast yet.
        page.evaluate(
                "() => Promise.all(document.getAnimations().filter(animation => animation.effect.getTiming().iterations !== Infinity)"
                        + ".map(animation => animation.finished.catch(() => {})))");
        assertEquals(List.of(), page.evaluate(AXE), view);
    }
}
