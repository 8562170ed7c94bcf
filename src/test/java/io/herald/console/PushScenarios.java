package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.herald.testing.FakePushCalls;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the switch "Push to this browser", the list of devices, and the test. */
abstract class PushScenarios extends ConsoleScenario {

    private ConsoleWindow window;
    private FakePushCalls calls;

    private void openWindow() {
        window = window(user);
        calls = window.fakePush();
    }

    private Locator openDialog() {
        window.button("Push").click();
        return window.page.locator("dialog");
    }

    @Test
    void the_switch_subscribes_and_unsubscribes_this_browser() {
        openWindow();
        Locator dialog = openDialog();
        Locator push = dialog.getByLabel("Push to this browser");
        assertThat(push).not().isChecked();
        push.click();
        assertThat(push).isChecked();
        assertThat(dialog.locator(".devices li")).hasText(Pattern.compile("this browser"));
        assertEquals(1, calls.puts.size());
        push.click();
        assertThat(push).not().isChecked();
        assertThat(dialog.locator(".devices")).hasCount(0);
        assertEquals(List.of("id-1"), calls.deleted);
    }

    @ParameterizedTest
    @CsvSource({
        "delete window.PushManager, no Web Push",
        "delete window.PushManager; navigator.standalone = false, Add to Home Screen",
        "localStorage.permission = 'denied', You have blocked"
    })
    void the_switch_tells_why_it_has_no_effect(String browser, String reason) {
        openWindow();
        window.page.evaluate("() => { " + browser + " }");
        Locator dialog = openDialog();
        assertThat(dialog.getByLabel("Push to this browser")).isDisabled();
        assertThat(dialog).containsText(reason);
    }

    @Test
    void the_switch_is_off_if_the_server_has_no_key() {
        openWindow();
        calls.key = null;
        Locator dialog = openDialog();
        assertThat(dialog.getByLabel("Push to this browser")).isDisabled();
        assertThat(dialog).containsText("off on this server");
    }

    @Test
    void a_user_who_denies_the_permission_finds_the_switch_off() {
        openWindow();
        window.page.evaluate(
                "() => { Notification.requestPermission = async () => (localStorage.permission = 'denied'); }");
        Locator dialog = openDialog();
        dialog.getByLabel("Push to this browser").click();
        assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("not allowed");
        assertThat(dialog.getByLabel("Push to this browser")).not().isChecked();
    }

    @Test
    void the_list_shows_the_devices_and_removes_them() {
        openWindow();
        Locator dialog = openDialog();
        dialog.getByLabel("Push to this browser").click();
        assertThat(dialog.locator(".devices li")).hasCount(1);
        window.button("Send a test").click();
        assertThat(dialog).containsText("Sent to all devices");
        assertEquals(1, calls.tests);
        dialog.locator(".devices button").click();
        assertThat(dialog.locator(".devices li")).hasCount(0);
        assertThat(dialog.getByLabel("Push to this browser")).not().isChecked();
    }

    @Test
    void signing_out_ends_the_subscription_of_this_browser() {
        openWindow();
        Locator dialog = openDialog();
        dialog.getByLabel("Push to this browser").click();
        assertThat(dialog.locator(".devices li")).hasCount(1);
        window.button("Close").first().click();
        window.button("Sign out").click();
        window.button("Sign in").waitFor();
        assertEquals(List.of("id-1"), calls.deleted);
    }

    @Test
    void a_user_who_has_not_decided_is_asked_once() {
        window = window(user);
        AtomicReference<Route> module = new AtomicReference<>();
        window.page.route("**/client/herald-push.js", module::set);
        calls = window.fakePush();
        window.page.waitForCondition(() -> module.get() != null);
        // Without the module, the page does not know yet whether this browser can subscribe.
        assertThat(window.button("Allow")).not().isVisible();
        module.get().resume();
        window.button("Allow").click();
        assertThat(window.page.locator(".permission")).hasCount(0);
        assertThat(openDialog().getByLabel("Push to this browser")).isChecked();
    }
}
