package io.herald.console;

import io.herald.testing.Browser;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PageServer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** Uses the console in a real browser, under the content security policy that the service sends. */
class ConsoleIT {

    static Browser browser;
    static HeraldProcess herald;
    private static PageServer webhook;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        webhook = PageServer.start();
        // Other instances on the same log do not have this webhook.
        herald = HeraldProcess.start(Map.of(
                "herald.log.key-prefix",
                "console-" + UUID.randomUUID(),
                "herald.webhooks.oncall.url",
                webhook.origin(),
                "herald.webhooks.oncall.secret",
                "unused"));
    }

    @AfterAll
    static void stop() {
        if (herald != null) {
            herald.close();
            webhook.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @Nested
    class Inbox extends InboxScenarios {}

    @Nested
    class Push extends PushScenarios {}

    @Nested
    class Rooms extends RoomScenarios {}

    @Nested
    class Send extends SendScenarios {}

    @Nested
    class Watch extends DashboardScenarios {}

    @Nested
    class Explore extends ExplorerScenarios {}

    @Nested
    class Keyboard extends KeyboardScenarios {}

    @Nested
    class Phone extends PhoneScenarios {}

    @Nested
    class SignIn extends SignInScenarios {}

    @Nested
    class Modules extends ConsoleModuleScenarios {}

    @Nested
    class Shell extends ShellScenarios {}
}
