package io.herald.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Stores the id of a process in a file, so that the next run can end a process that survived a {@code kill -9} of this one.
 */
record PidFile(Path path) {

    void write(ProcessHandle process) {
        try {
            Files.writeString(path, process.pid() + " " + program(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the process if it is alive and runs the same program: the system reuses process ids. */
    Optional<ProcessHandle> liveProcess() {
        String[] parts = read().split(" ", 2);
        return parts.length < 2
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(parts[0]))
                        .filter(process -> program(process).equals(parts[1]));
    }

    /** Ends the process if it is alive, and waits for its end. */
    void endProcess() {
        liveProcess().map(ProcessGuard::of).ifPresent(ProcessGuard::close);
    }

    private static String program(ProcessHandle process) {
        return process.info().command().orElse("unknown");
    }

    private String read() {
        try {
            return Files.readString(path);
        } catch (NoSuchFileException none) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
