package io.herald.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Pins the service and Redis to one core and the load generator to another. */
record CpuPinning(int server, int load) {

    private static final int ANY = -1;

    /** Pins nothing. */
    static CpuPinning none() {
        return new CpuPinning(ANY, ANY);
    }

    List<String> onServer(List<String> command) {
        if (server == ANY) {
            return command;
        }
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(server)));
        pinned.addAll(command);
        return pinned;
    }

    void moveToServer(long pid) {
        move(pid, server);
    }

    void moveLoad() {
        move(ProcessHandle.current().pid(), load);
    }

    private static void move(long pid, int core) {
        if (core == ANY) {
            return;
        }
        try {
            Process taskset = new ProcessBuilder(
                            "taskset", "-a", "-c", "-p", Integer.toString(core), Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (taskset.waitFor() != 0) {
                throw new IllegalStateException("cannot move process " + pid + " to core " + core);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
