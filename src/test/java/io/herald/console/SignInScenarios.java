package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.herald.testing.Tokens;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks the demonstration on the sign-in page. */
abstract class SignInScenarios extends ConsoleScenario {

    @Test
    void a_visitor_cuts_the_wire_and_resumes_without_a_loss() {
        ConsoleWindow window = signedOutWindow();
        assertThat(window.page.locator(".demonstration")).hasCount(0);
        window.page.route("**/dev/token", SignInScenarios::issueToken);
        window.page.reload();
        Locator demonstration = window.page.locator(".demonstration");
        assertThat(count(window, "received")).hasText(Pattern.compile("[1-9]"));
        window.button("Cut the wire").click();
        assertThat(demonstration.locator("[data-state=waiting]").nth(1)).isVisible();
        window.button("Resume").click();
        assertThat(demonstration.getByRole(AriaRole.STATUS)).containsText("replayed in order");
        assertThat(demonstration.locator("[data-state=replayed]").nth(1)).isVisible();
        assertThat(count(window, "lost")).hasText("0");
        assertThat(count(window, "repeated")).hasText("0");
    }

    private static Locator count(ConsoleWindow window, String name) {
        return window.page.locator("[data-count=" + name + "]");
    }

    /** Answers as in development mode, without a start of it. */
    static void issueToken(Route route) {
        JsonObject request = new JsonObject(route.request().postData());
        Tokens token = Tokens.of(request.getString("sub"));
        JsonObject herald = request.getJsonObject("herald");
        String signed =
                herald == null ? token.sign() : token.herald(herald.getMap()).sign();
        route.fulfill(new Route.FulfillOptions()
                .setContentType("application/json")
                .setBody(new JsonObject().put("token", signed).encode()));
    }
}
