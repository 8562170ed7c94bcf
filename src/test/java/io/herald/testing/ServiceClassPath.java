package io.herald.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars of the packaged service as a class path. {@code quarkus-run.jar} loads the same jars with its own class loader, whose
 * classes a {@link ClassArchive} cannot contain. From the class path a start takes a third less CPU time.
 */
final class ServiceClassPath {

    private static final String MAIN = "io.quarkus.runner.GeneratedMain";

    /** The first directory contains the changed versions of classes of the others. */
    private static final List<String> DIRECTORIES = List.of("quarkus", "app", "lib/boot", "lib/main");

    private ServiceClassPath() {}

    /** Returns the last arguments of a JVM that starts the service. */
    static List<String> arguments() {
        Path home = HeraldProcess.jar().getParent();
        String jars = DIRECTORIES.stream()
                .flatMap(directory -> jars(home.resolve(directory)))
                .collect(Collectors.joining(File.pathSeparator));
        return List.of("-cp", jars, MAIN);
    }

    private static Stream<String> jars(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString).filter(name -> name.endsWith(".jar")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
