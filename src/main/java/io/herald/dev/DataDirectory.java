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

    /**
     * Returns the {@code target} directory of the project. It is derived from the location of this class, which is compiled
     * to {@code target/classes}, and not from the working directory, which differs between callers.
     */
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

    /**
     * Claims the directory for this process, or fails if another process uses it. Two processes would damage the data, and
     * the second would end the servers of the first.
     */
    public void lock() {
        PidFile owner = pidFile(OWNER);
        owner.liveProcess()
                .filter(other -> other.pid() != ProcessHandle.current().pid())
                .ifPresent(other -> {
                    throw new InUseException(
                            "process %d already runs it in this directory, with the data in %s. End that process first."
                                    .formatted(other.pid(), path));
                });
        owner.write(ProcessHandle.current());
    }

    /** Returns whether the process that claimed the directory has ended, so that it may be deleted. Another process may have deleted it. */
    public boolean isAbandoned() {
        return new PidFile(path.resolve(OWNER)).liveProcess().isEmpty();
    }

    PidFile pidFile(String name) {
        return new PidFile(directory("").resolve(name));
    }

    /** Returns a subdirectory and creates it if necessary. */
    public Path directory(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
