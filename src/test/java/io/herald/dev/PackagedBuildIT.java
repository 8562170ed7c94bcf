package io.herald.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.HeraldProcess;
import io.herald.testing.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

/**
 * Checks that the package contains nothing of the package dev, which issues tokens for any user, and that it starts. A native
 * executable is linked from the same files and cannot be inspected.
 */
@Tag("extended")
@DisabledIf("io.herald.testing.HeraldProcess#isNative")
class PackagedBuildIT {

    private static final Path APP = DataDirectory.target().resolve("quarkus-app");
    private static final Pattern DEV =
            Pattern.compile("io/herald/dev/|redis/embedded/|redis-server|io/zonky/|postgres-.*txz");

    @Test
    void the_package_contains_nothing_of_the_package_dev() throws IOException {
        assertEquals(List.of(), entries().filter(DEV.asPredicate()).toList());
    }

    /** Without this check, the test above would also pass for an empty directory. */
    @Test
    void the_package_contains_the_service() throws IOException {
        assertTrue(entries().anyMatch("db/migration/V1__known_users.sql"::equals));
    }

    /** All other tests start the service from the class path of this jar. */
    @Test
    void the_executable_jar_starts_the_service() {
        List<String> command =
                List.of(HeraldProcess.java(), "-jar", HeraldProcess.jar().toString());
        try (HeraldProcess herald = HeraldProcess.launch(TestServers.settings(), command)) {
            herald.awaitReady();
            assertEquals(143, herald.terminate());
        }
    }

    private static Stream<String> entries() throws IOException {
        try (Stream<Path> files = Files.walk(APP)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList().stream()
                    .flatMap(PackagedBuildIT::names);
        }
    }

    private static Stream<String> names(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(JarEntry::getName).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
