package io.herald.dev;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Ends a process with this one. A shutdown hook alone would not do it: it does not run on {@code kill -9}, and after a
 * live reload its class loader is closed. So a shell waits for the end of a pipe that this process holds, which the
 * kernel closes whatever happens; the hook only makes the exit wait until the other process is gone.
 */
public final class ProcessGuard implements AutoCloseable {

    /** The shell outlives Ctrl-C, which reaches the whole foreground group. SIGINT is PostgreSQL's "fast" shutdown. */
    private static final String SCRIPT = """
        trap '' INT TERM HUP
        read -r _
        kill -INT "$1" 2>/dev/null
        for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
          kill -0 "$1" 2>/dev/null || exit 0
          sleep 0.1
        done
        kill -KILL "$1" 2>/dev/null
        while kill -0 "$1" 2>/dev/null; do sleep 0.1; done
        """;

    private final Process shell;

    private ProcessGuard(Process shell) {
        this.shell = shell;
    }

    public static ProcessGuard of(ProcessHandle process) {
        try {
            Process shell = new ProcessBuilder("/bin/sh", "-c", SCRIPT, "leash", Long.toString(process.pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            ProcessGuard processGuard = new ProcessGuard(shell);
            Runtime.getRuntime().addShutdownHook(new Thread(processGuard::close, "leash-" + process.pid()));
            return processGuard;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            shell.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
