package io.herald.testing;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The Chromium of this machine, without a screen. Used by one thread, that which started it. Where there is none its tests are skipped,
 * and say so; {@code HERALD_BROWSER} names one elsewhere than in the path.
 */
public final class Browser implements AutoCloseable {

    /** The first is Chromium without what draws its windows, at half the cost. */
    private static final List<String> NAMES =
            List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");

    /** No sandbox: builds run as root. The rest keeps it from talking to anybody but the service under test. */
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;

    private Browser(Path executable) {
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1", "PLAYWRIGHT_SKIP_VALIDATE_HOST_REQUIREMENTS", "1")));
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setHeadless(true)
                        .setArgs(FLAGS));
    }

    public static Browser start() {
        Optional<Path> executable = executable();
        if (executable.isEmpty()) {
            System.err.println("SKIPPED: there is no Chromium in the path, and HERALD_BROWSER names none.");
        }
        Assumptions.assumeTrue(executable.isPresent(), "no Chromium in the path");
        return new Browser(executable.get());
    }

    /** An empty page, with cookies and a cache of its own. */
    public Page page() {
        return session().newPage();
    }

    /** What several pages share their cookies in; it may be told to be offline. */
    public BrowserContext session() {
        return chromium.newContext();
    }

    private static Optional<Path> executable() {
        String named = System.getenv("HERALD_BROWSER");
        List<String> directories = List.of(System.getenv("PATH").split(":"));
        Stream<Path> inThePath =
                NAMES.stream().flatMap(name -> directories.stream().map(directory -> Path.of(directory, name)));
        return (named == null ? inThePath : Stream.of(Path.of(named)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
