package io.herald.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory, below the project's {@code target}, in which the servers of one run keep data, logs and pid files. */
public record DataDirectory(Path path) {

    private static final String OWNER = "owner.pid";

    public static DataDirectory named(String name) {
        return new DataDirectory(target().resolve(name));
    }

    /** Not the working directory: this class was compiled to {@code target/classes}, whoever runs it from wherever. */
    public static Path target() {
        try {
            return Path.of(DataDirectory.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Two processes on the same data would damage it, and the second would reap the servers of the first. */
    public void claim() {
        PidFile owner = pidFile(OWNER);
        owner.living()
                .filter(other -> other.pid() != ProcessHandle.current().pid())
                .ifPresent(other -> {
                    throw new IllegalStateException(
                            "%s is in use by process %d: end that one first".formatted(path, other.pid()));
                });
        owner.write(ProcessHandle.current());
    }

    /** Whether the process that claimed it is gone, so that nobody needs it any more. */
    public boolean isAbandoned() {
        return pidFile(OWNER).living().isEmpty();
    }

    PidFile pidFile(String name) {
        return new PidFile(directory("").resolve(name));
    }

    public Path directory(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
