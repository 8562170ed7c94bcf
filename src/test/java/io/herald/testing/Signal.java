package io.herald.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Signals of the operating system to a process. */
enum Signal {
    STOP,
    CONT,
    KILL;

    void to(long... pids) {
        String all = LongStream.of(pids).mapToObj(Long::toString).collect(Collectors.joining(" "));
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + name() + " " + all)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
