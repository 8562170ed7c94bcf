package io.herald.client;

import com.microsoft.playwright.BrowserContext;
import io.herald.testing.Browser;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Nginx;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Two instances behind a proxy, and a browser in front of it. */
final class ClientFixture implements AutoCloseable {

    /** The default drain takes longer than the tests wait. */
    private static final Map<String, String> QUICK_DRAIN = Map.of("herald.drain.window", "2s");

    private final Browser browser;
    private HeraldProcess first;
    private HeraldProcess second;
    private final Nginx nginx;

    private ClientFixture(Browser browser) {
        this.browser = browser;
        this.first = HeraldProcess.start(QUICK_DRAIN);
        this.second = HeraldProcess.start(QUICK_DRAIN);
        this.nginx = Nginx.inFrontOf(
                List.of(first.baseUri().getPort(), second.baseUri().getPort()));
    }

    static ClientFixture open() {
        Browser browser = Browser.start();
        if (!Nginx.isInstalled()) {
            browser.close();
            System.err.println("SKIPPED: nginx is not installed.");
        }
        Assumptions.assumeTrue(Nginx.isInstalled(), "no nginx");
        return new ClientFixture(browser);
    }

    URI uri() {
        return nginx.uri();
    }

    BrowserContext session() {
        BrowserContext session = browser.session();
        session.addInitScript(ClientPage.RECORD_CLOSES);
        return session;
    }

    /** Restarts both instances: the first after a drain, the second after a crash. */
    void restartBoth() {
        first.terminate();
        first = restart(first);
        second.kill();
        second = restart(second);
    }

    /** Restarts the instance of the user's connection after a drain. */
    void drain(String user) {
        if (first.log().stream().anyMatch(line -> line.contains("socket.opened") && line.contains(user))) {
            first.terminate();
            first = restart(first);
        } else {
            second.terminate();
            second = restart(second);
        }
    }

    private static HeraldProcess restart(HeraldProcess stopped) {
        Map<String, String> settings = new HashMap<>(QUICK_DRAIN);
        settings.put("quarkus.http.port", Integer.toString(stopped.baseUri().getPort()));
        return HeraldProcess.start(settings);
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable open : new AutoCloseable[] {nginx, first, second, browser}) {
            open.close();
        }
    }
}
