package io.herald.testing;

import io.herald.dev.DataDirectory;
import io.herald.dev.DevServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The home of the servers of this test process; each process has its own, so that two builds don't disturb each other. */
final class TestDirectory {

    private static final String HOMES = "herald-test";
    private static final String SETTINGS = "herald.testing.settings";

    private TestDirectory() {}

    /** Quarkus loads test classes more than once, so a system property, not a field, knows what is started. */
    static synchronized Map<String, String> settings() {
        if (System.getProperty(SETTINGS) == null) {
            System.setProperty(SETTINGS, format(DevServices.open(dataDirectory(), name -> false)));
        }
        return parse(System.getProperty(SETTINGS));
    }

    private static String format(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, String> parse(String settings) {
        return settings.lines()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));
    }

    /** Claimed by whoever comes first, be it for a token: what nobody has claimed counts as abandoned, and goes. */
    static synchronized DataDirectory dataDirectory() {
        DataDirectory dataDirectory = DataDirectory.named(HOMES + "/" + ofThisProcess());
        if (dataDirectory.isAbandoned()) {
            dataDirectory.lock();
            removeAbandoned();
        }
        return dataDirectory;
    }

    /** In a container, the next build may well have the same pid. */
    private static String ofThisProcess() {
        ProcessHandle process = ProcessHandle.current();
        long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return process.pid() + "-" + started;
    }

    /** Not our own, which nobody has claimed yet, but in which a test's own Redis may already have its data. */
    private static void removeAbandoned() {
        try (Stream<Path> homes = Files.list(DataDirectory.named(HOMES).directory("."))) {
            homes.filter(home -> !isOfLiveProcess(home))
                    .map(DataDirectory::new)
                    .filter(DataDirectory::isAbandoned)
                    .map(DataDirectory::path)
                    .forEach(TestDirectory::remove);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that runs beside this one may be about to claim its home. */
    private static boolean isOfLiveProcess(Path home) {
        String pid = home.getFileName().toString().split("-")[0];
        return pid.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(pid)).isPresent();
    }

    private static void remove(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException atItToo) {
            // Another process removes the same; whatever both leave goes the next time.
        }
    }
}
