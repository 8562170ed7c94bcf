package io.herald.testing;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Route;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Sessions in a headless Chromium, which all tests of a process share, because its start takes longer than most tests. Only
 * the thread that started it may use it. If none is installed, the tests are skipped with a message. {@code HERALD_BROWSER}
 * names an executable outside the path.
 */
public final class Browser implements AutoCloseable {

    /** The first is Chromium without a user interface, at half the cost. */
    private static final List<String> NAMES =
            List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");

    /** No sandbox, because builds run as root. The other flags prevent connections to other hosts. */
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost");

    private static com.microsoft.playwright.@Nullable Browser chromium;

    private final List<BrowserContext> sessions = new ArrayList<>();

    private Browser() {}

    public static Browser start() {
        Optional<Path> executable = Executables.find("HERALD_BROWSER", NAMES);
        if (executable.isEmpty()) {
            System.err.println("SKIPPED: Chromium is not in the path, and HERALD_BROWSER is not set.");
        }
        Assumptions.assumeTrue(executable.isPresent(), "Chromium is not in the path");
        if (chromium == null || !chromium.isConnected()) {
            chromium = launch(executable.get());
        }
        return new Browser();
    }

    /** Launches a browser that ends with this process. */
    private static com.microsoft.playwright.Browser launch(Path executable) {
        return Playwright.create(new Playwright.CreateOptions()
                        .setEnv(Map.of(
                                "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                                "1",
                                "PLAYWRIGHT_SKIP_VALIDATE_HOST_REQUIREMENTS",
                                "1")))
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setHeadless(true)
                        .setArgs(FLAGS));
    }

    /** Opens an empty page with separate cookies and cache. */
    public Page page() {
        return session().newPage();
    }

    /** Opens a context in which several pages share cookies. A test can make it offline. */
    public BrowserContext session() {
        BrowserContext session = chromium.newContext();
        sessions.add(session);
        return session;
    }

    /**
     * Handles requests until their page is closed. A request that a page sends in the background may arrive while the page
     * closes, and then has nobody to answer.
     */
    public static Consumer<Route> untilClosed(Consumer<Route> handler) {
        return route -> {
            try {
                handler.accept(route);
            } catch (PlaywrightException failure) {
                if (!failure.getMessage().contains("has been closed")) {
                    throw failure;
                }
            }
        };
    }

    /** Closes the sessions that are still open. */
    @Override
    public void close() {
        sessions.stream().filter(chromium.contexts()::contains).forEach(BrowserContext::close);
        sessions.clear();
    }
}
