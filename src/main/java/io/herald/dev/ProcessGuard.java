package io.herald.dev;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Ends another process when this one ends. A shutdown hook alone is not enough: it does not run on {@code kill -9}, and
 * after a live reload its class loader is closed. Therefore a shell waits for the end of a pipe that this process holds
 * open and that the kernel closes in any case. The shutdown hook only delays the exit until the other process has ended.
 */
public final class ProcessGuard implements AutoCloseable {

    /**
     * The shell ignores Ctrl-C, which signals the whole foreground process group. SIGINT requests a "fast" shutdown of
     * PostgreSQL.
     */
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
            Process shell = new ProcessBuilder("/bin/sh", "-c", SCRIPT, "process-guard", Long.toString(process.pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            ProcessGuard guard = new ProcessGuard(shell);
            Runtime.getRuntime().addShutdownHook(new Thread(guard::close, "process-guard-" + process.pid()));
            return guard;
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
