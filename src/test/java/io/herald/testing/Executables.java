package io.herald.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs that the tests use if they are installed. */
public final class Executables {

    private Executables() {}

    /**
     * Returns the executable that an environment variable names, or the first of the names in the path.
     *
     * @param variable the environment variable
     */
    public static Optional<Path> find(String variable, List<String> names) {
        String configured = System.getenv(variable);
        List<String> directories = List.of(System.getenv("PATH").split(":"));
        Stream<Path> inPath =
                names.stream().flatMap(name -> directories.stream().map(directory -> Path.of(directory, name)));
        return (configured == null ? inPath : Stream.of(Path.of(configured)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
