package io.herald.testing;

import io.herald.dev.DataDirectory;
import io.herald.dev.EmbeddedServers;
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

/** The directory for the servers of this test process. Concurrent builds have different directories. */
final class TestDirectory {

    private static final String DIRECTORIES = "herald-test";
    private static final String SETTINGS = "herald.testing.settings";

    private TestDirectory() {}

    /** Quarkus loads test classes more than once, so a system property holds the settings, not a field. */
    static synchronized Map<String, String> settings() {
        if (System.getProperty(SETTINGS) == null) {
            System.setProperty(SETTINGS, format(EmbeddedServers.open(dataDirectory(), name -> false)));
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

    /** The first use locks the directory. Directories without a lock count as abandoned and are deleted. */
    static synchronized DataDirectory dataDirectory() {
        DataDirectory dataDirectory = DataDirectory.named(DIRECTORIES + "/" + ofThisProcess());
        if (dataDirectory.isAbandoned()) {
            dataDirectory.lock();
            removeAbandoned();
        }
        return dataDirectory;
    }

    /** The pid is not enough: in a container, the next build may have the same one. */
    private static String ofThisProcess() {
        ProcessHandle process = ProcessHandle.current();
        long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return process.pid() + "-" + started;
    }

    /** Skips the directory of this process: it may not be locked yet and may already contain data of a Redis. */
    private static void removeAbandoned() {
        try (Stream<Path> directories =
                Files.list(DataDirectory.named(DIRECTORIES).directory("."))) {
            directories
                    .filter(directory -> !isOfLiveProcess(directory))
                    .map(DataDirectory::new)
                    .filter(DataDirectory::isAbandoned)
                    .map(DataDirectory::path)
                    .forEach(TestDirectory::remove);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A concurrent process may be about to lock its directory. */
    private static boolean isOfLiveProcess(Path directory) {
        String pid = directory.getFileName().toString().split("-")[0];
        return pid.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(pid)).isPresent();
    }

    private static void remove(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException concurrentRemoval) {
            // Another process removes the same directory. The next run removes the rest.
        }
    }
}
