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

    /** Nobody has to wait for longer than the tests do. */
    private static final Map<String, String> QUICK_DRAIN = Map.of("herald.drain.window", "2s");

    private final Browser browser;
    private HeraldProcess one;
    private HeraldProcess two;
    private final Nginx nginx;

    private ClientFixture(Browser browser) {
        this.browser = browser;
        this.one = HeraldProcess.start(QUICK_DRAIN);
        this.two = HeraldProcess.start(QUICK_DRAIN);
        this.nginx = Nginx.before(List.of(one.baseUri().getPort(), two.baseUri().getPort()));
    }

    static ClientFixture open() {
        Browser browser = Browser.start();
        if (!Nginx.isThere()) {
            browser.close();
            System.err.println("SKIPPED: there is no nginx.");
        }
        Assumptions.assumeTrue(Nginx.isThere(), "no nginx");
        return new ClientFixture(browser);
    }

    URI uri() {
        return nginx.uri();
    }

    BrowserContext session() {
        BrowserContext session = browser.session();
        session.addInitScript(ClientPage.CLOSES);
        return session;
    }

    /** The one is asked to go, the other falls over. */
    void deploy() {
        one.terminate();
        one = again(one);
        two.kill();
        two = again(two);
    }

    /** Of the instance that a user's connection is on. */
    void drain(String user) {
        if (one.log().stream().anyMatch(line -> line.contains("socket.connected") && line.contains(user))) {
            one.terminate();
            one = again(one);
        } else {
            two.terminate();
            two = again(two);
        }
    }

    private static HeraldProcess again(HeraldProcess ended) {
        Map<String, String> settings = new HashMap<>(QUICK_DRAIN);
        settings.put("quarkus.http.port", Integer.toString(ended.baseUri().getPort()));
        return HeraldProcess.start(settings);
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable open : new AutoCloseable[] {nginx, one, two, browser}) {
            open.close();
        }
    }
}
