package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.herald.testing.Tokens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the send view: the form, and the state of sent notifications. */
abstract class SendScenarios extends ConsoleScenario {

    private static final String TOKEN = Tokens.publisher("shop");
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static final String IN_AN_HOUR = """
            () => {
              const local = new Date(Date.now() + 3_600_000 - new Date().getTimezoneOffset() * 60_000);
              return local.toISOString().slice(0, 19);
            }""";

    @Test
    void violations_appear_at_their_fields_and_a_sent_notification_shows_its_state() {
        ConsoleWindow window = openForm();
        window.page.getByLabel("Link").fill("javascript:alert(1)");
        window.button("Send").click();
        assertThat(window.page.locator("[data-field=title] .wrong")).hasText("is required");
        assertThat(window.page.locator("[data-field=link] .wrong")).containsText("must be an https or http URL");
        assertThat(window.page.getByLabel("Title")).isFocused();

        window.page.getByLabel("Title").fill("It is fine now");
        window.page.getByLabel("Link").fill("/fine");
        window.button("Send").click();
        Locator fact = window.find(".fact", "It is fine now");
        assertThat(fact.locator(".chip")).hasText("Sent");
        window.button("Send").click();
        assertThat(window.page.locator("[data-field=title] .wrong")).hasText("is required");
        assertThat(window.page.locator(".fact")).hasCount(1);
        window.go("wire");
        assertThat(window.page.locator(".wire")).isVisible();
        window.go("send");
        ConsoleWindow reader = window(user);
        reader.button("Mark as read: It is fine now").click();
        assertThat(fact.locator("dd").last()).hasText("1");
        window.button("Withdraw: It is fine now").click();
        assertThat(fact.locator(".chip")).hasText("Withdrawn");
        assertThat(reader.find("[part~=item]", "It is fine now")).hasCount(0);
    }

    @Test
    void a_scheduled_notification_can_be_withdrawn() {
        ConsoleWindow window = openFormWithOptions("Later");
        window.page.getByLabel("Deliver at").fill((String) window.page.evaluate(IN_AN_HOUR));
        window.button("Send").click();
        Locator fact = window.find(".fact", "Later");
        assertThat(fact.locator(".chip")).hasText("Scheduled");
        window.button("Withdraw: Later").click();
        assertThat(fact.locator(".chip")).hasText("Withdrawn");
        ConsoleWindow reader = window(user);
        assertThat(reader.page.getByText("No notifications yet")).isVisible();
    }

    @Test
    void an_unread_notification_is_escalated_to_a_configured_webhook() {
        ConsoleWindow window = openFormWithOptions("Read this");
        window.page.getByLabel("If unread after").fill("PT1S");
        window.page.getByLabel("Webhook").fill("nobody");
        window.button("Send").click();
        assertThat(window.page.locator("[data-field='escalate.webhook'] .wrong"))
                .isVisible();
        window.page.getByLabel("Webhook").fill("oncall");
        window.button("Send").click();
        assertThat(window.find(".fact", "Read this").locator(".chip")).hasText("Sent, escalated");
    }

    @Test
    void the_view_has_a_message_for_users_who_may_not_send_and_for_an_empty_list() {
        ConsoleWindow window = window(user);
        window.go("send");
        assertThat(window.find(".empty", "For publishers")).isVisible();
        ConsoleWindow publisher = window("shop-" + user, "publisher");
        publisher.go("send");
        assertThat(publisher.find(".empty", "Nothing sent yet")).isVisible();
    }

    @Test
    void the_copied_code_sends_the_notification(@TempDir Path directory) throws Exception {
        ConsoleWindow window = openForm();
        window.page.getByLabel("Title").fill("It's \"$HOME\" \\ `fine`");
        window.page.getByLabel("Body").fill("One line\nand another");
        window.button("Copy as code").click();
        assertEquals(
                202, status(directory, "sh", "-c", snippet(window, "curl") + " -s -o /dev/null -w '%{http_code}'"));
        String javascript = snippet(window, "JavaScript")
                .replace("console.log(", "return [")
                .replaceAll("\\);\\s*$", "];");
        Object result = window.page.evaluate(
                "async token => { const process = { env: { HERALD_TOKEN: token } };" + javascript + "}", TOKEN);
        assertEquals(202, ((List<?>) result).get(0));
        Path source = Files.writeString(directory.resolve("SendNotification.java"), snippet(window, "Java"));
        assertEquals(202, status(directory, JAVA, "-XX:TieredStopAtLevel=1", source.toString()));
        window.page.keyboard().press("Escape");
        ConsoleWindow reader = window(user);
        assertThat(reader.find("[part~=item]", "It's \"$HOME\" \\ `fine`")).hasCount(3);
    }

    private static String snippet(ConsoleWindow window, String language) {
        window.button(language).click();
        return window.page.locator(".snippet").textContent().strip();
    }

    /** Runs a program that prints the status of the answer first. */
    private static int status(Path directory, String... command) throws Exception {
        ProcessBuilder program = new ProcessBuilder(command).directory(directory.toFile());
        program.environment().put("HERALD_TOKEN", TOKEN);
        String output = new String(
                program.redirectErrorStream(true).start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Integer.parseInt(output.isBlank() ? "0" : output.strip().split("\\s")[0]);
    }

    /** Opens the form with the user as recipient. */
    private ConsoleWindow openForm() {
        ConsoleWindow window = window("shop-" + user, "publisher");
        window.go("send");
        window.page
                .getByLabel("Users", new Page.GetByLabelOptions().setExact(true))
                .last()
                .fill(user);
        return window;
    }

    /** Opens the form with recipient, title and the advanced options. */
    private ConsoleWindow openFormWithOptions(String title) {
        ConsoleWindow window = openForm();
        window.page.getByLabel("Title").fill(title);
        if (window.page.locator("details:not([open])").count() > 0) {
            window.page.locator("summary").click();
        }
        return window;
    }
}
