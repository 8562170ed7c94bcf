package io.herald.console;

import io.herald.testing.Browser;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PageServer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** What people do in the console, in a real browser and under the policy that the service sends with the page. */
class ConsoleIT {

    static Browser browser;
    static HeraldProcess herald;
    private static PageServer hook;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        hook = PageServer.start();
        // Other instances on the same log know nothing of this webhook.
        herald = HeraldProcess.start(Map.of(
                "herald.log.key-prefix",
                "console-" + UUID.randomUUID(),
                "herald.webhooks.oncall.url",
                hook.origin(),
                "herald.webhooks.oncall.secret",
                "of nobody"));
    }

    @AfterAll
    static void stop() {
        if (herald != null) {
            herald.close();
            hook.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @Nested
    class Inbox extends InboxScenarios {}

    @Nested
    class Rooms extends RoomScenarios {}

    @Nested
    class Send extends SendScenarios {}

    @Nested
    class Watch extends WatchScenarios {}

    @Nested
    class Shell extends ShellScenarios {}
}
