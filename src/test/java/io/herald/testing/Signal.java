package io.herald.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What an operating system can do to a process without asking it. */
enum Signal {
    STOP,
    CONT,
    KILL;

    void to(long pid) {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + name() + " " + pid)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
