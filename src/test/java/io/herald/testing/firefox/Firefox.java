package io.herald.testing.firefox;

import io.herald.dev.ProcessGuard;
import io.herald.testing.Await;
import io.herald.testing.Executables;
import io.herald.testing.ProcessLog;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A headless Firefox that receives pushes from an {@link AutopushServer}. If none is installed, the tests are skipped with a
 * message. {@code HERALD_FIREFOX} names an executable outside the path.
 */
public final class Firefox implements AutoCloseable {

    private static final List<String> NAMES = List.of("firefox-esr", "firefox");
    private static final Duration START = Duration.ofSeconds(60);
    private static final int STOP_SECONDS = 10;
    private static final String LISTENING = "WebDriver BiDi listening on ";

    private final Path profile;
    private final Process process;
    private final ProcessGuard processGuard;
    private final BidiConnection connection;

    private Firefox(Path executable, AutopushServer pushService) throws IOException {
        profile = Files.createTempDirectory("herald-firefox");
        Files.writeString(profile.resolve("user.js"), preferences(pushService));
        // The remaining arguments open the protocol at a free port, also for the windows of the browser itself.
        ProcessBuilder builder = new ProcessBuilder(
                        executable.toString(),
                        "--headless",
                        "--no-remote",
                        "--profile",
                        profile.toString(),
                        "--remote-debugging-port",
                        "0",
                        "--remote-allow-system-access")
                .redirectErrorStream(true);
        builder.environment().put("MOZ_CRASHREPORTER_DISABLE", "1");
        process = builder.start();
        processGuard = ProcessGuard.of(process.toHandle());
        connection = BidiConnection.open(awaitAddress(new ProcessLog(process)));
        connection.send("session.new", new JsonObject().put("capabilities", new JsonObject()));
    }

    public static Firefox start(AutopushServer pushService) {
        Optional<Path> executable = Executables.find("HERALD_FIREFOX", NAMES);
        if (executable.isEmpty()) {
            System.err.println("SKIPPED: Firefox is not in the path, and HERALD_FIREFOX is not set.");
        }
        Assumptions.assumeTrue(executable.isPresent(), "Firefox is not in the path");
        try {
            return new Firefox(executable.get(), pushService);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String preferences(AutopushServer pushService) {
        Map<String, Object> preferences = Map.of(
                "dom.push.serverURL", pushService.address(),
                "dom.push.testing.allowInsecureServerURL", true,
                "dom.push.connection.enabled", true,
                // The time until it connects again.
                "dom.push.retryBaseInterval", 100,
                // Otherwise a page cannot be brought to the foreground.
                "focusmanager.testmode", false,
                // Windows of Firefox, which a test can read and click, instead of notifications of the desktop.
                "alerts.useSystemBackend", false,
                // Firefox calls no servers of its vendor.
                "network.dns.disabled", true);
        return preferences.entrySet().stream()
                .map(preference -> "user_pref(\"%s\", %s);\n"
                        .formatted(
                                preference.getKey(),
                                preference.getValue() instanceof String text
                                        ? '"' + text + '"'
                                        : preference.getValue()))
                .collect(Collectors.joining());
    }

    private URI awaitAddress(ProcessLog log) {
        Await.until("Firefox listens", START, () -> address(log).isPresent());
        return URI.create(address(log).orElseThrow() + "/session");
    }

    private Optional<String> address(ProcessLog log) {
        if (!process.isAlive()) {
            throw new IllegalStateException("Firefox has ended: " + log.lines());
        }
        return log.lines().stream()
                .filter(line -> line.startsWith(LISTENING))
                .map(line -> line.substring(LISTENING.length()))
                .findFirst();
    }

    /** Opens a session with separate storage, workers and subscriptions. */
    public FirefoxSession session() {
        return FirefoxSession.create(connection);
    }

    @Override
    public void close() {
        connection.close();
        try (Stream<Path> files = stopped()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException leftOver) {
            // A process of the browser has not ended yet. The system removes its temporary files.
        }
    }

    /** Returns the files of the profile, after the end of the process. */
    private Stream<Path> stopped() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        processGuard.close();
        return Files.walk(profile);
    }
}
