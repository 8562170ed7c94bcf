package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.herald.dev.FreePorts;
import io.herald.testing.Await;
import io.herald.testing.Browser;
import io.herald.testing.HeraldProcess;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Signs in to the console with an OpenID Connect provider, in a browser, under the policy that the service sends. */
@Tag("extended")
class ConsoleSignInIT {

    /** The client renews a token when a fifth of it is left. */
    private static final Duration LIFETIME = Duration.ofSeconds(10);

    private static final String TOKEN = "JSON.parse(sessionStorage.getItem('herald.session')).token";

    /** One test, because each of its steps continues the session of the one before. */
    @Test
    void a_user_signs_in_stays_signed_in_and_signs_out_at_the_provider() throws Exception {
        int port = FreePorts.free();
        URI base = URI.create("http://127.0.0.1:" + port);
        try (Browser browser = Browser.start();
                OidcProvider provider = OidcProvider.start(base, LIFETIME);
                HeraldProcess herald = HeraldProcess.start(settings(provider, port));
                ConsoleWindow window = ConsoleWindow.signedOut(browser, base)) {
            Page page = window.page;
            String user = "ops-" + UUID.randomUUID();

            // The page that was opened is the page after the sign-in.
            window.go("dashboard");
            window.button("Sign in with Example Accounts").click();
            authenticate(page, user);
            assertThat(page.locator("#me")).hasText(user);
            assertThat(page.locator("#status")).hasText("Connected");
            assertEquals(base + "/#/dashboard", page.url());
            assertThat(page.locator("tbody tr")).hasCount(1);

            // The token is renewed before it expires, on the open connection.
            String first = (String) page.evaluate(TOKEN);
            Await.until("the token is renewed", () -> !first.equals(page.evaluate(TOKEN)));
            assertTrue(expiry(page, first) > System.currentTimeMillis() / 1000, "renewed after its expiry");
            assertThat(page.locator("#status")).hasText("Connected");

            // The provider ends its session, too: the next sign-in asks for the password again.
            window.button("Sign out").click();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Yes, sign me out"))
                    .click();
            window.button("Sign in with Example Accounts").click();
            page.getByPlaceholder("Enter any login").waitFor();

            // An answer that this tab did not ask for opens no session.
            page.navigate(base + "/?code=stolen&state=other");
            assertThat(page.locator(".failure")).containsText("does not belong to this tab");
            assertThat(window.button("Sign in with Example Accounts")).isVisible();

            // The pages of the provider load a font from another host, which this browser cannot reach.
            assertEquals(
                    List.of(),
                    window.errors().stream()
                            .filter(error -> !error.contains("fonts.googleapis.com"))
                            .toList());
        }
    }

    private static Map<String, String> settings(OidcProvider provider, int port) {
        return Map.of(
                "quarkus.http.port",
                Integer.toString(port),
                "mp.jwt.verify.publickey.location",
                provider.issuer() + "/jwks",
                "mp.jwt.verify.issuer",
                provider.issuer(),
                "mp.jwt.verify.audiences",
                "herald",
                "herald.console.oidc.issuer",
                provider.issuer(),
                "herald.console.oidc.client-id",
                "console",
                "herald.console.oidc.resource",
                "https://herald.example",
                "herald.console.oidc.name",
                "Example Accounts");
    }

    /** Enters a name and any password, and allows the console to use the account. */
    private static void authenticate(Page page, String user) {
        page.getByPlaceholder("Enter any login").fill(user);
        page.getByPlaceholder("and password").fill("any");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign-in"))
                .click();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Continue"))
                .click();
    }

    private static long expiry(Page page, String token) {
        return ((Number) page.evaluate("token => JSON.parse(atob(token.split('.')[1])).exp", token)).longValue();
    }
}
